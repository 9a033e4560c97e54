# An image of one of the five services, from the sources: docker build --build-arg APP=price .
# `docker compose up --build` makes all five. It is kept to what Docker's classic builder takes, too.
# Dockerfile.bundle makes the same image of a bundle that is there already.
ARG NODE_IMAGE
ARG BUILD_IMAGE

# It builds all five and has no argument of any of them, so that their images share it.
FROM ${BUILD_IMAGE:-node:26-slim} AS build
WORKDIR /src
# npm's own variables: a mirror of its registry, and the certificate (PEM) of an authority that signed the mirror's.
ARG NPM_CONFIG_REGISTRY
ARG NPM_CONFIG_CA
# The text of an .npmrc, for whatever else a mirror asks for, such as a token. No layer keeps it.
ARG NPMRC
COPY package.json package-lock.json .npmrc ./
RUN printf '%s\n' "$NPMRC" > /tmp/npmrc && \
    npm ci --userconfig=/tmp/npmrc --cache=/tmp/npm --no-audit --no-fund && \
    rm -rf /tmp/npm /tmp/npmrc
COPY . .
RUN npm run build
# The same bytes, modes and times wherever it is built, whatever umask the sources were checked out under.
ARG SOURCE_DATE_EPOCH
RUN chmod -R u=rwX,go=rX dist/apps && find dist/apps -exec touch -d "@${SOURCE_DATE_EPOCH:-0}" {} +

FROM ${NODE_IMAGE:-gcr.io/distroless/nodejs26-debian13:nonroot}

ARG APP
COPY --from=build /src/dist/apps/${APP:-build-arg-APP-is-missing}/ /app/

# Distroless has node in /nodejs/bin, node's own images in /usr/local/bin.
ENV NODE_ENV=production PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /app
USER 65532:65532
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "healthcheck.js"]
ENTRYPOINT ["node", "main.js"]

ARG VERSION
ARG REVISION
ARG CREATED
LABEL org.opencontainers.image.title="product-gateway ${APP}" \
      org.opencontainers.image.description="The ${APP} service of Product Gateway, the workload to compare service meshes with" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
