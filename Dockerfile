# An image of one of the five services, from its bundle: npm run build && docker build --build-arg APP=price .
# `npm run images` makes all five. Nothing is run here, so that any machine can build for any architecture.
ARG NODE_IMAGE
FROM ${NODE_IMAGE:-gcr.io/distroless/nodejs26-debian13:nonroot}

ARG APP
COPY dist/apps/${APP:-build-arg-APP-is-missing}/ /app/

# Distroless has node in /nodejs/bin, node's own images in /usr/local/bin.
ENV NODE_ENV=production PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /app
USER 65532:65532
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["node", "healthcheck.js"]
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
