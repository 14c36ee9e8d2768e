{{- define "churn.scoring" -}}
{{- toYaml .Values.scoring }}
{{- end -}}
