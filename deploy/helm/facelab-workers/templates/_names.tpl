{{- define "facelab.redis" -}}{{ .Release.Name }}-redis{{- end }}
{{- define "facelab.worker" -}}{{ .Release.Name }}-worker{{- end }}
{{- define "facelab.store" -}}{{ .Values.store.existingClaim | default (printf "%s-store" .Release.Name) }}{{- end }}

{{/* The labels that select: ($root, part). */}}
{{- define "facelab.selector" -}}
app.kubernetes.io/name: facelab
app.kubernetes.io/instance: {{ (index . 0).Release.Name | quote }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "facelab.labels" -}}
{{ include "facelab.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version }}
{{- end }}

{{/* A profile that the nodes have, or none. */}}
{{- define "facelab.profile" -}}
{{- if . -}}
type: Localhost
localhostProfile: {{ . | quote }}
{{- else -}}
type: Unconfined
{{- end }}
{{- end }}

{{/* What cannot be guessed is asked for in a sentence. */}}
{{- define "facelab.passwordSecret" -}}
{{- required "passwordSecret is empty: make a Secret that holds the queue's password under the key password, and give its name." .Values.passwordSecret }}
{{- end }}
{{- define "facelab.image" -}}
{{- required "workers.image is empty: give the image that deploy/Dockerfile builds as workers, with its tag." .Values.workers.image }}
{{- end }}
