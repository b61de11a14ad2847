package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreSubject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// An embedded store in a temporary directory.
final class EmbeddedSubject implements StoreSubject {
  private final Path directory;

  EmbeddedSubject() {
    try {
      directory = Files.createTempDirectory("embedded-store-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Store open() {
    return EmbeddedStore.open(directory);
  }

  @Override
  public void restart() {
    // Nothing stands behind an embedded store that is closed.
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
