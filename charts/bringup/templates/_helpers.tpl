{{- define "bringup.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "bringup.selector" -}}
app.kubernetes.io/name: bringup
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "bringup.labels" -}}
{{ include "bringup.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "bringup.account" -}}
{{ .Values.serviceAccount.name | default (ternary (include "bringup.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}
