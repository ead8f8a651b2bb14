import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { honest } from './honest.ts';

/** What stands in for the person's password store. A test changes it to lose the key or the store. */
export const passwordStore: {
  backend: 'gnome_libsecret' | 'basic_text';
  isAvailable: boolean;
  seed: string;
} = {
  backend: process.env['ELECTRON_DOUBLE_PASSWORD_STORE'] === 'basic_text' ? 'basic_text' : 'gnome_libsecret',
  isAvailable: true,
  seed: process.env['ELECTRON_DOUBLE_PASSWORD'] ?? randomBytes(16).toString('hex'),
};

const key = () => createHash('sha256').update(passwordStore.seed).digest();

export const safeStorage = honest('safeStorage', {
  getSelectedStorageBackend: () => passwordStore.backend,
  isAsyncEncryptionAvailable: () => Promise.resolve(passwordStore.isAvailable),
  encryptStringAsync(text: string): Promise<Buffer> {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
  },
  async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
    return { result: text.toString('utf8'), shouldReEncrypt: false };
  },
});
