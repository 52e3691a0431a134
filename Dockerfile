# The image of every ready processing service. Build it once, name it in the `image` of SqlQuery, TableChart, ObjectStore
# and MailNotifier; each starts the service it is.
#
#   docker build -t registry.example.com/processing:1.0.0 .
#   npm pack && docker build --build-arg SLUICE=./sluice-0.1.0.tgz -t … .      with a package you packed yourself
FROM node:20-slim
WORKDIR /app
# What npm installs as sluice: a version of it, or a tarball beside this file.
ARG SLUICE=sluice
# Packages that bring data, named in queries as `npm:PACKAGE/PATH`.
ARG DATA=vega-datasets@3
# LICENSE is here so that a folder without a tarball can be built too.
COPY LICENSE *.tgz ./
RUN npm init --yes && npm install --no-audit --no-fund "$SLUICE" $DATA @duckdb/node-api@1.5.6-r.1 @expo-google-fonts/inter@0.4 @resvg/resvg-js@2 nodemailer@10 vega@6 vega-lite@6
ENV PATH=/app/node_modules/.bin:$PATH
USER node
CMD ["sluice-serve", "sluice/processing/query-runner"]
