// Service definitions: lnd's proto files as gRPC client classes, read once for the whole process. The library's own loader reads them
// for every connection: 150 ms and 10 MB per node (measured); here a hundred nodes share one copy.
import { loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const names = z.record(z.string(), z.string());
const catalogue = z.object({ protoFiles: names, packageTypes: names, serviceTypes: names });

/** As the library reads them: any other choice changes the shape of every answer. */
const READING = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };

let loaded: ReadonlyMap<string, ServiceClientConstructor> | undefined;

/** Client classes by the name the library calls each service (`default`, `router`, `invoices`, …). First call: about 0.2 s. */
export function serviceDefinitions(): ReadonlyMap<string, ServiceClientConstructor> {
  loaded ??= load();
  return loaded;
}

function load(): ReadonlyMap<string, ServiceClientConstructor> {
  const require = createRequire(import.meta.url);
  const listPath = require.resolve('lightning/grpc/grpc_services.json');
  const { protoFiles, packageTypes, serviceTypes } = catalogue.parse(require(listPath));
  const protos = join(dirname(listPath), 'protos');
  return new Map(
    Object.entries(serviceTypes).map(([type, service]) => {
      const file = protoFiles[service];
      const packaged = packageTypes[service];
      if (file === undefined || packaged === undefined) throw new Error(`no proto file for ${service}`);
      const root = loadPackageDefinition(loadSync(join(protos, file), READING))[packaged];
      return [type, (root as Record<string, unknown>)[service] as ServiceClientConstructor];
    }),
  );
}
