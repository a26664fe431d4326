#!/bin/sh
# Writes the names of all pods for rttd's names_file, one line per address: "10.4.7.12 namespace/app". Pods of one app
# share a name, and therefore their series. Pods on the host's network share the node's address, and are left out.
# The list comes from the API server's cache (resourceVersion=0). Needs kubectl and jq, and permission to list pods.
folder=${FOLDER:-/names}
trap 'exit 0' TERM INT
while :; do
  if kubectl get --raw '/api/v1/pods?resourceVersion=0' > "$folder/pods.json" &&
    jq -r '.items[]
      | select(.spec.hostNetwork != true and .status.phase == "Running")
      | .metadata.labels as $labels
      | ($labels["app.kubernetes.io/name"] // $labels.app // .metadata.name) as $app
      | "\(.status.podIPs[]?.ip) \(.metadata.namespace)/\($app)"' "$folder/pods.json" > "$folder/names.new"; then
    mv "$folder/names.new" "$folder/names"
  fi
  rm -f "$folder/pods.json"
  [ "$1" != once ] || exit 0
  sleep "${INTERVAL:-60}" &
  wait $!
done
