#!/usr/bin/env bash
# Kinds of configuration that are known, and that no check is for yet: one note a kind, with the number of files.
. "$(dirname "$0")/lib.sh"

mkdir -p infra/modules
printf 'resource "aws_s3_bucket" "b" {\n  acl = "public-read"\n}\n' | tee infra/main.tf >infra/modules/a.tf
printf 'AWSTemplateFormatVersion: "2010-09-09"\nResources: {}\n' >infra/stack.yaml
printf '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"}\n' >infra/deploy.json
printf "param name string\n" >infra/store.bicep
printf 'a: 1\n' >infra/plain.yaml
run scan -v infra
expect_exit 0
expect_stdout 'Terraform is not audited yet: 2 files, in which only secrets were looked for'
expect_stdout 'CloudFormation is not audited yet: 1 file, '
expect_stdout 'Bicep is not audited yet: 1 file, '
expect_stdout 'Azure Resource Manager is not audited yet: 1 file, '
[ "$(run scan -v infra; grep -c 'is not audited yet' "$io/stdout")" -eq 4 ] || fail 'one note a kind'
run scan -v -j1 infra
expect_stdout 'Terraform is not audited yet: 2 files'
# Secrets are looked for, and a policy may say that what is not judged does not pass.
printf 'token = "%s"\n' "$token" >>infra/main.tf
run scan -v infra
expect_exit 1
expect_stdout 'github-pat'
sed -i '$d' infra/main.tf
printf 'unjudged: block\n' >infra/veto.yaml
run scan -v infra
expect_exit 1
rm infra/veto.yaml
# Who asks for some rules alone has not asked for an audit; what is audited is told of by findings.
run scan --only github-pat infra
expect_no_stdout 'is not audited yet'
rm -r infra/*
printf 'FROM scratch\n' >infra/Dockerfile
run scan -v infra
expect_no_stdout 'is not audited yet'
