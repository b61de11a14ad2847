package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.KeyRange;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A [Store] in one directory of one machine, for one process: SQLite in WAL mode.
///
/// One table holds every change with its revision as the key; the newest row of a key is its value.
/// One thread (`Writer`) makes all changes and syncs once for all callers that wait together; a
/// write is acknowledged when it is on disk. Reads run on the callers' threads over a few
/// connections of their own and never wait for writes. Watches are fed from the writer, and from
/// the table when they begin in the past or fall behind.
///
/// Survives `kill -9` at any moment. A second process that opens the directory is refused.
public final class EmbeddedStore implements Store {
  private final DataDirectory directory;
  private final Readers readers;
  private final Broadcast broadcast;
  private final Writer writer;

  private EmbeddedStore(
      DataDirectory directory, Readers readers, Broadcast broadcast, Writer writer) {
    this.directory = directory;
    this.readers = readers;
    this.broadcast = broadcast;
    this.writer = writer;
  }

  /// Opens the store that lives in `path`, or begins a new one there.
  ///
  /// @throws StoreException when the directory cannot be written, is in use, or holds something
  ///   that this version cannot read; its message is one line for the user
  public static EmbeddedStore open(Path path) {
    DataDirectory directory = DataDirectory.lock(path);
    try {
      return start(directory, Changes.open(directory));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static EmbeddedStore start(DataDirectory directory, Changes changes) {
    try {
      Broadcast broadcast = new Broadcast(changes.revision(), changes.compactRevision());
      Readers readers = Readers.open(directory);
      Writer writer = new Writer(changes, broadcast);
      writer.start();
      return new EmbeddedStore(directory, readers, broadcast, writer);
    } catch (RuntimeException e) {
      changes.close();
      throw e;
    }
  }

  @Override
  public Optional<Entry> get(String key) {
    byte[] bytes = KeyRange.key(key);
    return readers.read(reader -> Optional.ofNullable(reader.newest(key, bytes)));
  }

  @Override
  public Listing list(String prefix, @Nullable String fromKey, int limit, long atRevision) {
    if (limit < 0 || atRevision < 0) {
      throw new IllegalArgumentException("negative limit or revision");
    }
    KeyRange range = KeyRange.of(prefix, fromKey);
    return atRevision == 0 ? listNewest(range, limit) : listAt(range, limit, atRevision);
  }

  private Listing listAt(KeyRange range, int limit, long atRevision) {
    long newest = broadcast.revision();
    if (atRevision > newest) {
      throw new StoreException(
          "required revision " + atRevision + " is a future revision (newest: " + newest + ")",
          null);
    }
    return readers.read(reader -> reader.list(range, limit, atRevision));
  }

  /// The newest revision can be compacted away between the moment we take it and the moment we
  /// read; taking it again then gives one that is kept.
  private Listing listNewest(KeyRange range, int limit) {
    while (true) {
      long newest = broadcast.revision();
      try {
        return listAt(range, limit, newest);
      } catch (CompactedException e) {
        if (broadcast.revision() == newest) {
          throw e;
        }
      }
    }
  }

  @Override
  public WriteResult create(String key, byte[] value) {
    return writer.write(new Write.Put(key, KeyRange.key(key), value, Write.ABSENT));
  }

  @Override
  public WriteResult update(String key, byte[] value, long expectedRevision) {
    byte[] bytes = KeyRange.key(key);
    return writer.write(new Write.Put(key, bytes, value, Write.existing(expectedRevision)));
  }

  @Override
  public WriteResult delete(String key, long expectedRevision) {
    byte[] bytes = KeyRange.key(key);
    return writer.write(new Write.Delete(key, bytes, Write.existing(expectedRevision)));
  }

  @Override
  public long currentRevision() {
    writer.checkOpen();
    return broadcast.revision();
  }

  @Override
  public Watch watch(String prefix, long afterRevision, Watcher watcher) {
    if (afterRevision < 0) {
      throw new IllegalArgumentException("negative revision");
    }
    writer.checkOpen();
    EmbeddedWatch watch =
        new EmbeddedWatch(
            prefix, KeyRange.of(prefix, null), afterRevision, watcher, broadcast, readers);
    watch.start();
    return watch;
  }

  @Override
  public void compact(long revision) {
    writer.compact(revision);
  }

  @Override
  public void close() {
    writer.close();
    List.copyOf(broadcast.watches()).forEach(EmbeddedWatch::close);
    readers.close();
    directory.close();
  }
}
