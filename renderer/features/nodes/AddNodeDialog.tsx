// AddNodeDialog: address, certificate, macaroon. The core checks all three with the node before it stores anything.
import { useState } from 'react';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { PasteOrPick } from './PasteOrPick.tsx';
import { bytesHex, looksLikeCertificate, looksLikeSocket, macaroonHex } from './credentials.ts';

export function AddNodeDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [socket, setSocket] = useState('');
  const [certificate, setCertificate] = useState('');
  const [macaroon, setMacaroon] = useState('');
  const [tried, setTried] = useState(false);
  const add = useHumanAct('nodes.add');
  const hex = macaroonHex(macaroon);
  const wrong = {
    name: name.trim() === '' ? 'Give it a name you will know it by.' : null,
    socket: looksLikeSocket(socket) ? null : 'A host and a port, for example 127.0.0.1:10009.',
    certificate: looksLikeCertificate(certificate)
      ? null
      : 'One certificate in PEM form: LND keeps it in tls.cert.',
    macaroon: hex === undefined ? 'Hex or base64, or the file itself.' : null,
  };
  if (add.data)
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={`${name} is joined`}
        footer={
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        {add.data.warnings.length === 0 ? (
          <p className="text-sm text-muted">
            Certificate, network and rights were checked. The gate is comparing its payments now.
          </p>
        ) : (
          <ul className="flex flex-col gap-2 text-sm text-warn">
            {add.data.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        )}
      </Dialog>
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="wide"
      title="Add a node"
      description="The console connects, checks certificate, network and rights, and stores only when all three are right. Credentials are kept in the vault and are never shown again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="add-node" busy={add.isPending}>
            {add.isPending ? 'Checking the node' : 'Check and add'}
          </Button>
        </>
      }
    >
      <form
        id="add-node"
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (hex === undefined || Object.values(wrong).some((each) => each !== null) || add.isPending)
            return;
          add.mutate({ name, socket: socket.trim(), certificate, macaroon: hex });
        }}
      >
        <div className="grid grid-cols-2 gap-4">
          <TextInput
            label="Name"
            value={name}
            onValue={setName}
            maxLength={200}
            autoFocus
            error={tried ? wrong.name : null}
          />
          <TextInput
            label="gRPC address"
            value={socket}
            onValue={setSocket}
            maxLength={300}
            mono
            placeholder="host:10009"
            error={tried ? wrong.socket : null}
          />
        </div>
        <PasteOrPick
          label="TLS certificate"
          value={certificate}
          onValue={setCertificate}
          accept=".cert,.pem,.crt"
          read={(bytes) => new TextDecoder().decode(bytes)}
          rows={5}
          placeholder="-----BEGIN CERTIFICATE-----"
          error={tried ? wrong.certificate : null}
        />
        <PasteOrPick
          label="Macaroon"
          value={macaroon}
          onValue={setMacaroon}
          accept=".macaroon"
          read={bytesHex}
          rows={3}
          placeholder="0201036c6e64…"
          hint="Bake a narrow one: lncli bakemacaroon info:read offchain:read offchain:write invoices:read invoices:write. The admin macaroon is refused or warned about."
          error={tried ? wrong.macaroon : null}
        />
        {refusalText(add.error) !== null && (
          <p role="alert" className="text-sm text-danger">
            {refusalText(add.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
