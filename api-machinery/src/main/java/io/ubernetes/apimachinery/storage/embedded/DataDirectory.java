package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The directory that a store lives in, locked for this process until it is closed or dies.
///
/// `store.db` (with `-wal` and `-shm` beside it) is the database, `store.lock` the lock, `native`
/// the place where SQLite's library is unpacked: after a `kill -9` it would otherwise stay in the
/// machine's temporary directory for ever.
final class DataDirectory implements AutoCloseable {
  private static final String NATIVE_DIRECTORY = "org.sqlite.tmpdir";

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DataDirectory lock(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("store.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new StoreException("data directory " + path + " is in use by another process", null);
      }
      DataDirectory directory = new DataDirectory(path, channel);
      directory.prepareNativeDirectory();
      return directory;
    } catch (IOException e) {
      throw new StoreException("data directory " + path + " cannot be written: " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Another store of this very process has it.
    }
  }

  Path database() {
    return path.resolve("store.db");
  }

  /// The library is loaded once in a process, by whoever opens a database first. What lies here is
  /// left from a process that was killed.
  private void prepareNativeDirectory() throws IOException {
    Path directory = path.resolve("native");
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
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("cannot release " + path, e);
    }
  }
}
