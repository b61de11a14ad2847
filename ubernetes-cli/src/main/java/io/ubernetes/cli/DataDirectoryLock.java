package io.ubernetes.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Keeps a second process out of a data directory. The lock goes with the process, however it ends.
final class DataDirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DataDirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Makes the directory (mode 0700) where it is missing.
  ///
  /// @throws IOException in one line: it cannot be written to, or is in use
  static DataDirectoryLock take(Path directory) throws IOException {
    FileChannel channel = open(directory);
    if (lock(channel) == null) {
      channel.close();
      throw new IOException("the data directory " + directory + " is in use by another process");
    }
    return new DataDirectoryLock(channel);
  }

  private static FileChannel open(Path directory) throws IOException {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return FileChannel.open(
          directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (AccessDeniedException e) {
      throw new IOException("the data directory " + directory + " cannot be written to", e);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(directory + " is no directory", e);
    } catch (FileSystemException e) {
      throw new IOException(
          "the data directory " + directory + " cannot be used: " + Failures.oneLine(e), e);
    }
  }

  private static @Nullable Object lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this same process
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
