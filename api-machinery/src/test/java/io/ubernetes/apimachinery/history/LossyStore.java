package io.ubernetes.apimachinery.history;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A store whose answers get lost now and then, after or before what was asked for has happened.
/// Thread-safe.
record LossyStore(Store store, Random random) implements Store {
  private static final int ONE_IN = 25;

  private interface Call<T> {
    T make();
  }

  private <T> T lossy(Call<T> call) {
    int chance = random.nextInt(ONE_IN);
    if (chance == 0) {
      throw new StoreException("lost before", null);
    }
    T result = call.make();
    if (chance == 1) {
      throw new StoreException("lost after", null);
    }
    return result;
  }

  @Override
  public Optional<Entry> get(String key) {
    return lossy(() -> store.get(key));
  }

  @Override
  public Listing list(String prefix, @Nullable String fromKey, int limit, long atRevision) {
    return store.list(prefix, fromKey, limit, atRevision);
  }

  @Override
  public WriteResult create(String key, byte[] value) {
    return lossy(() -> store.create(key, value));
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision) {
    return lossy(() -> store.update(key, value, expectedRevision));
  }

  @Override
  public WriteResult delete(String key, long expectedRevision) {
    return lossy(() -> store.delete(key, expectedRevision));
  }

  @Override
  public long currentRevision() {
    return store.currentRevision();
  }

  @Override
  public Watch watch(String prefix, long afterRevision, Watcher watcher) {
    return store.watch(prefix, afterRevision, watcher);
  }

  @Override
  public void compact(long revision) {
    store.compact(revision);
  }

  @Override
  public void close() {
    store.close();
  }
}
