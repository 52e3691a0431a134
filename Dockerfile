# Two images, each built once.
#
#   docker build --target shim -t registry.example.com/sluice-shim:1.0.0 .    the reply-routing shim, in `shim: { image }`
#   docker build -t registry.example.com/processing:1.0.0 .                   the ready processing services
#   npm pack && docker build --build-arg SLUICE=./sluice-0.1.0.tgz -t … .      either, with a package you packed yourself
FROM node:20-slim AS shim
WORKDIR /app
# What npm packs as sluice: a version of it, or a tarball beside this file. Only the bundle is taken out of it.
ARG SLUICE=sluice
# LICENSE is here so that a folder without a tarball can be built too.
COPY LICENSE *.tgz ./
RUN tar -xzf "$(npm pack --silent --ignore-scripts "$SLUICE")" --strip-components=3 package/dist/shim && rm -f ./*.tgz
USER node
CMD ["node", "sluice-shim.mjs"]

# The image of every ready processing service: name it in the `image` of SqlQuery, TableChart, ObjectStore and
# MailNotifier; each starts the service it is.
FROM node:20-slim
WORKDIR /app
# What npm installs as sluice: a version of it, or a tarball beside this file.
ARG SLUICE=sluice
# Packages that bring data, named in queries as `npm:PACKAGE/PATH`.
ARG DATA=vega-datasets@3
COPY LICENSE *.tgz ./
RUN npm init --yes && npm install --no-audit --no-fund "$SLUICE" $DATA @duckdb/node-api@1.5.6-r.1 @expo-google-fonts/inter@0.4 @resvg/resvg-js@2 nodemailer@10 vega@6 vega-lite@6
ENV PATH=/app/node_modules/.bin:$PATH
USER node
CMD ["sluice-serve", "sluice/processing/query-runner"]
