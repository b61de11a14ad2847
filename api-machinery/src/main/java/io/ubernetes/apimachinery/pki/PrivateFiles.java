package io.ubernetes.apimachinery.pki;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes files that hold secrets: readable by their owner only, and either there as a whole or not
/// at all, also after a crash.
public final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PrivateFiles() {}

  /// Makes the directory, mode 0700, unless it is there.
  public static void makeDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectories(directory, DIRECTORY_MODE);
    } catch (AccessDeniedException e) {
      throw new IOException("cannot create directory " + directory + ": permission denied", e);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(e.getMessage() + " is not a directory", e);
    }
  }

  /// Writes a file that must not be there yet.
  ///
  /// @return false when another was faster; that one stays as it is
  public static boolean create(Path file, String text) throws IOException {
    Path temporary = writeTemporary(file, text);
    try {
      // A hard link, because a rename would silently replace what another process has written.
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(temporary);
    }
    sync(directoryOf(file));
    return true;
  }

  /// Writes a file, in place of the one that may be there.
  public static void replace(Path file, String text) throws IOException {
    Path temporary = writeTemporary(file, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    sync(directoryOf(file));
  }

  /// A file that holds secrets may have been copied with a wider mode.
  public static void restrict(Path file) throws IOException {
    if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  private static Path writeTemporary(Path file, String text) throws IOException {
    Path directory = directoryOf(file);
    makeDirectory(directory);
    Path temporary;
    try {
      temporary = Files.createTempFile(directory, "." + file.getFileName(), ".tmp", FILE_MODE);
    } catch (AccessDeniedException e) {
      throw new IOException("cannot write to directory " + directory + ": permission denied", e);
    }
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    return temporary;
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is no file");
    }
    return parent;
  }
}
