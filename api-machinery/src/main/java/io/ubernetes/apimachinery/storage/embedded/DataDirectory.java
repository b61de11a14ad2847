package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// The directory that a store lives in, locked for this process until it is closed or dies.
///
/// `store.db` (with `-wal` and `-shm` beside it) is the database, `store.lock` the lock, `native`
/// the place where SQLite's library is unpacked: after a `kill -9` it would otherwise stay in the
/// machine's temporary directory for ever.
final class DataDirectory implements AutoCloseable {
  private static final String NATIVE_DIRECTORY = "org.sqlite.tmpdir";

  /// The directories that this process has locked. POSIX gives up a process's lock on a file as
  /// soon as the process closes the file anywhere, so nobody may even open it a second time.
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DataDirectory lock(Path path) {
    try {
      Path real = Files.createDirectories(path).toRealPath();
      if (!LOCKED.add(real)) {
        throw new StoreException("data directory " + path + " is in use by this process", null);
      }
      try {
        return lockOnlyHere(real);
      } catch (IOException | RuntimeException e) {
        LOCKED.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException("data directory " + path + " cannot be written: " + e, e);
    }
  }

  private static DataDirectory lockOnlyHere(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve("store.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new StoreException("data directory " + path + " is in use by another process", null);
      }
      prepareNativeDirectory(path.resolve("native"));
      return new DataDirectory(path, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  Path database() {
    return path.resolve("store.db");
  }

  /// The library is loaded once in a process, by whoever opens a database first. What lies here is
  /// left from a process that was killed.
  private static void prepareNativeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
    if (System.getProperty(NATIVE_DIRECTORY) == null) {
      System.setProperty(NATIVE_DIRECTORY, directory.toString());
    }
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("cannot release " + path, e);
    } finally {
      LOCKED.remove(path);
    }
  }
}
