/**
 * The one interface for keys that sign (ledger reference §7): Ed25519, the public key in clear, the private key wherever
 * it may stay. A key in a token or a key service never leaves it; only messages go there.
 */

/** A key that signs. RFC 8032, pure Ed25519. */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes over the whole message. Rejects when the holder of the key does not answer or refuses. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Where a key lies. Names and paths only: a PIN or a credential is in a file of its own, mode 0600. */
export type SigningKeyPlace =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'pkcs11';
      /** The library of the token's maker, such as /usr/lib/softhsm/libsofthsm2.so. */
      readonly module: string;
      /** Labels of the token and of the key pair in it. */
      readonly token: string;
      readonly key: string;
      readonly pinFile: string;
      /** `NAME=/path`: a variable that the module reads, such as SOFTHSM2_CONF. Absent: the module's own default. */
      readonly environment?: string;
    }
  | {
      readonly kind: 'aws-kms';
      /** Key id or ARN of a key of spec ECC_NIST_EDWARDS25519. */
      readonly key: string;
      readonly region: string;
      /** Address of the service; absent: that of the region. */
      readonly endpoint?: string;
      /** JSON {accessKeyId, secretAccessKey, sessionToken?}; absent: what the SDK finds by itself. */
      readonly credentialsFile?: string;
    }
  | {
      readonly kind: 'gcp-kms';
      /** Full name of a key version of algorithm EC_SIGN_ED25519: projects/.../cryptoKeyVersions/1. */
      readonly key: string;
      /** Address of the service, host:port; absent: Google's. */
      readonly endpoint?: string;
      /** A credentials file of Google; absent: what the SDK finds by itself. */
      readonly credentialsFile?: string;
    };
