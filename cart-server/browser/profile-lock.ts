import { mkdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Release } from '../../contract/ports.ts';

/** Another process drives a browser on this profile. */
export class ProfileInUseError extends Error {
  readonly code = 'profile_in_use';
  constructor(profile: string) {
    super(
      `the browser profile \`${profile}\` is in use by another process; close the other Checkstand ` +
        `(or cart server) on this data folder, or start this one with another --data-dir`,
    );
    this.name = 'ProfileInUseError';
  }
}

/**
 * Takes the profile for this process. The lock is the operating system's own, through SQLite's file locks: it ends with
 * the process that holds it, however that ends, so a lock left by a dead process is no obstacle.
 */
export function lockProfile(profile: string): Release {
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(`${profile}.lock`, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw Object.assign(new ProfileInUseError(profile), { cause });
  }
  dropStaleSingleton(profile);
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    database.close();
  };
}

/** Whether the browser that last had the profile still runs; Chromium names it in a symbolic link (not on Windows). */
export function isProfileHeldByBrowser(profile: string): boolean {
  const holder = singletonHolder(profile);
  return holder !== undefined && holder.host === hostname() && isAlive(holder.pid);
}

/** Chromium refuses a profile whose lock names another host, though nobody else can have it: the lock above is ours. */
function dropStaleSingleton(profile: string): void {
  if (!singletonHolder(profile) || isProfileHeldByBrowser(profile)) return;
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
    rmSync(join(profile, name), { force: true });
}

function singletonHolder(profile: string): { host: string; pid: number } | undefined {
  try {
    const match = /^(.+)-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')));
    return match?.[1] ? { host: match[1], pid: Number(match[2]) } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // process.kill throws system errors
  }
}
