// Protos: lnd's own service definitions as the `lightning` package ships them, read once per process.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const FILES = [
  'autopilot',
  'chainkit',
  'chainnotifier',
  'invoices',
  'lightning',
  'peers',
  'router',
  'signer',
  'stateservice',
  'verrpc',
  'walletkit',
  'walletunlocker',
  'watchtower',
  'wtclient',
];

/** Each of these options is load-bearing: without keepCase fields vanish, without String longs lose digits. */
const OPTIONS = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };

let loaded: ReadonlyMap<string, ServiceDefinition> | undefined;

/** `package.Service` to its definition, for every service lnd has. About 150 ms the first time. */
export function loadServices(): ReadonlyMap<string, ServiceDefinition> {
  loaded ??= readServices();
  return loaded;
}

function readServices(): ReadonlyMap<string, ServiceDefinition> {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('lightning/package.json')),
    'grpc/protos',
  );
  const definition = loadSync(
    FILES.map((file) => `${file}.proto`),
    { ...OPTIONS, includeDirs: [folder] },
  );
  const services = new Map<string, ServiceDefinition>();
  const visit = (prefix: string, value: object): void => {
    for (const [name, entry] of Object.entries(value) as [string, object][]) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      if ('service' in entry) services.set(path, entry.service as ServiceDefinition);
      else if (typeof entry === 'object' && !('format' in entry)) visit(path, entry);
    }
  };
  visit('', loadPackageDefinition(definition));
  return services;
}
