#!/usr/bin/env bash
# Pipelines that are not GitHub's or GitLab's are known by their names.
. "$(dirname "$0")/lib.sh"

mkdir -p repo/.circleci repo/.github repo/sub/.circleci
cat >repo/.circleci/config.yml <<'Y'
version: 2.1
orbs:
  node: circleci/node@volatile
jobs:
  build:
    docker: [{image: "cimg/node:latest"}]
    steps:
      - run: ./deploy.sh << pipeline.git.branch >>
Y
cp repo/.circleci/config.yml repo/sub/.circleci/config.yml
printf 'steps:\n  - script: echo "$(Build.SourceBranchName)"\n' >repo/azure-pipelines.yml
printf 'image: node\npipelines:\n  default:\n    - step: {script: [npm test]}\n' >repo/bitbucket-pipelines.yml
printf 'version: 2\nupdates:\n  - package-ecosystem: bundler\n    directory: /\n    insecure-external-code-execution: allow\n' >repo/.github/dependabot.yml
run scan -v repo
expect_exit 1
for found in '.circleci/config.yml:8:' 'circleci-image-latest' 'circleci-orb-volatile' 'sub/.circleci/config.yml:8:' \
    'azure-pipelines.yml:2:' 'bitbucket-image-latest' '.github/dependabot.yml:5:'; do
    expect_stdout "$found"
done
# The same text under a name of nobody's is nothing.
mkdir other && cp repo/.circleci/config.yml other/notes.yml
run scan other
expect_no_stdout circleci-
