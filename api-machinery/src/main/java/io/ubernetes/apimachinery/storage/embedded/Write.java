package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.StoreException;

/// A conditional write as it travels from its caller to the writer.
sealed interface Write {
  /// The expected revision of a key that must not exist.
  long ABSENT = 0;

  /// An expected revision that no key can have.
  long NEVER = -1;

  /// The largest value, that of etcd as it comes (`--max-request-bytes` is 1.5 MiB): what fits here
  /// fits there too.
  int MAX_VALUE_BYTES = 1_500_000;

  String key();

  byte[] keyBytes();

  long expectedRevision();

  /// What it weighs in a group of writes that are committed together.
  long bytes();

  /// No key was ever written at revision 0 or below: a condition on one of those must fail, and not
  /// be mistaken for [#ABSENT].
  static long existing(long expectedRevision) {
    return expectedRevision > 0 ? expectedRevision : NEVER;
  }

  record Put(String key, byte[] keyBytes, byte[] value, long expectedRevision) implements Write {
    public Put {
      if (value.length > MAX_VALUE_BYTES) {
        throw new StoreException(
            "request is too large: " + value.length + " bytes, at most " + MAX_VALUE_BYTES, null);
      }
    }

    @Override
    public long bytes() {
      return (long) keyBytes.length + value.length;
    }
  }

  record Delete(String key, byte[] keyBytes, long expectedRevision) implements Write {
    @Override
    public long bytes() {
      return keyBytes.length;
    }
  }
}
