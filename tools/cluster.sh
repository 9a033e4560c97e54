#!/usr/bin/env bash
# Creates a local cluster for the five services (`npm run cluster:kind`, `npm run cluster:minikube`) with the images of
# `npm run images` loaded, and installs a mesh (`npm run cluster:istio`, `cluster:ambient`, `cluster:linkerd`) by its own tool.
set -euo pipefail
cd "$(dirname "$0")/.."

GATEWAY_API=v1.2.1
images=(product-gateway/{gateway,base-product,inventory,price,reviews}:dev)

need() { command -v "$1" >/dev/null || { echo "$1 is missing. $2 has instructions to install it." >&2; exit 1; }; }
gateway_api() {
  kubectl get crd gateways.gateway.networking.k8s.io >/dev/null 2>&1 ||
    kubectl apply --server-side --filename \
      "https://github.com/kubernetes-sigs/gateway-api/releases/download/$GATEWAY_API/standard-install.yaml"
}

case ${1:-} in
  kind)
    need kind https://kind.sigs.k8s.io
    kind get clusters | grep -qx product-gateway || kind create cluster --name product-gateway
    kind load docker-image --name product-gateway "${images[@]}"
    ;;
  minikube)
    need minikube https://minikube.sigs.k8s.io
    minikube start --profile product-gateway --cpus 2 --memory 4g
    minikube image load --profile product-gateway "${images[@]}"
    ;;
  istio)
    need istioctl https://istio.io/latest/docs/ops/diagnostic-tools/istioctl
    gateway_api
    istioctl install --set profile=minimal --skip-confirmation
    ;;
  ambient)
    need istioctl https://istio.io/latest/docs/ops/diagnostic-tools/istioctl
    gateway_api
    # Where minikube's node has its network namespaces, Istio's CNI plugin does not look by default.
    platform=()
    [[ -z $(kubectl get nodes --selector minikube.k8s.io/name --output name) ]] || platform=(--set values.global.platform=minikube)
    istioctl install --set profile=ambient "${platform[@]}" --skip-confirmation
    ;;
  linkerd)
    need linkerd https://linkerd.io/2/getting-started
    gateway_api
    linkerd check --pre
    linkerd install --crds | kubectl apply --filename -
    linkerd install | kubectl apply --filename -
    linkerd check
    ;;
  *)
    echo "usage: $0 kind|minikube|istio|ambient|linkerd" >&2
    exit 2
    ;;
esac
