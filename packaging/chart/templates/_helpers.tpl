{{- define "rttd.labels" -}}
app.kubernetes.io/name: rttd
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "rttd.sidecarName" -}}
{{ printf "%s-names" .Release.Name | quote }}
{{- end }}

{{/* Cluster roles have no namespace. */}}
{{- define "rttd.roleName" -}}
{{ printf "%s-%s-names" .Release.Namespace .Release.Name | quote }}
{{- end }}

{{- define "rttd.address" -}}
{{ .Values.prometheus.address | default (ternary "0.0.0.0" "127.0.0.1" .Values.prometheus.scrape) }}
{{- end }}

{{/* Where rttd listens for scrapes and probes. */}}
{{- define "rttd.listen" -}}
{{ include "rttd.address" . }}:{{ .Values.prometheus.port }}
{{- end }}

{{/* By default, the kubelet probes the node's address. It shares the node's loopback address with rttd. */}}
{{- define "rttd.probe" -}}
{{- $address := include "rttd.address" . -}}
port: metrics
{{- if or (hasPrefix "127." $address) (eq $address "[::1]") }}
host: {{ trimAll "[]" $address | quote }}
{{- end }}
{{- end }}

{{/* rttd.yaml: what the values say, and what the chart adds. */}}
{{- define "rttd.config" -}}
{{- $own := dict "memory_limit" (printf "%dMB" (int .Values.memoryLimitMB)) "prometheus_listen" (include "rttd.listen" .) }}
{{- if not .Values.dogstatsd.enabled }}{{ $_ := set $own "dogstatsd_url" "off" }}{{ end }}
{{- if include "rttd.hasNames" . }}{{ $_ := set $own "names_file" "/etc/rttd-names/names" }}{{ end }}
{{- $init := merge (dict) (.Values.config.init_config | default (dict)) $own }}
{{- toYaml (dict "init_config" $init "instances" .Values.config.instances) }}
{{- end }}

{{- define "rttd.hasNames" -}}
{{- if or .Values.names.configMap .Values.names.sidecar.enabled }}yes{{ end }}
{{- end }}

{{/* As rttd decides: otlp_endpoint takes precedence over the environment, whose empty variables count as absent. */}}
{{- define "rttd.hasOtlp" -}}
{{- $endpoint := dig "init_config" "otlp_endpoint" "" .Values.config }}
{{- if $endpoint }}
{{- if not (has (toString $endpoint | lower) (list "off" "false")) }}yes{{ end }}
{{- else if not (kindIs "bool" $endpoint) }}
{{- range .Values.env }}
{{- $set := or .value .valueFrom }}
{{- if and $set (has .name (list "OTEL_EXPORTER_OTLP_ENDPOINT" "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")) }}yes{{ end }}
{{- end }}
{{- end }}
{{- end }}

{{/*
Memory: memory_limit, an eighth for packet rings, a quarter for the totals of Prometheus and the same with 16 MB for
those of OTLP, and 160 MB for the JVM and its heap.
*/}}
{{- define "rttd.resources" -}}
{{- $mb := int .Values.memoryLimitMB }}
{{- $limit := add $mb (div $mb 8) (div $mb 4) 160 }}
{{- if include "rttd.hasOtlp" . }}{{ $limit = add $limit (div $mb 4) 16 }}{{ end }}
{{- $own := dict "requests" (dict "memory" (printf "%dMi" (add 96 (div $mb 4)))) "limits" (dict "memory" (printf "%dMi" $limit)) }}
{{- toYaml (merge (dict) .Values.resources $own) }}
{{- end }}
