package io.ubernetes.apimachinery.storage.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import io.ubernetes.apimachinery.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong around an embedded store: killed processes, foreign files, full disks.
class EmbeddedStoreFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  @TempDir Path temporary;

  @Test
  void killingTheProcessLosesNoAcknowledgedWriteAndLeavesNoLibraryBehind() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      try (WritingProcess process = new WritingProcess(directory, temporary, round + "/")) {
        acknowledged.addAll(process.read(500 + 300 * round));
        acknowledged.addAll(withoutCutLine(process.kill()));
      }
    }

    assertThat(acknowledged.size()).isGreaterThan(2_000);
    try (EmbeddedStore store = EmbeddedStore.open(directory)) {
      List<String> kept =
          store.list("", null, 0, 0).entries().stream()
              .map(entry -> entry.key() + " " + entry.revision())
              .toList();
      assertThat(kept).containsAll(acknowledged);
      assertThat(store.currentRevision()).isEqualTo(1 + kept.size());
      assertThat(integrity()).isEqualTo("ok");
    }
    try (Stream<Path> leftovers = Files.list(temporary)) {
      assertThat(leftovers.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.contains("sqlite"));
    }
  }

  /// The kill may cut the last line.
  private static List<String> withoutCutLine(List<String> lines) {
    return lines.isEmpty() ? lines : lines.subList(0, lines.size() - 1);
  }

  private String integrity() throws SQLException {
    try (Connection connection = Sqlite.openForReading(directory.resolve("store.db"));
        var row = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
      return row.getString(1);
    }
  }

  @Test
  void aDirectoryHasOneOwner() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.open(directory)) {
      assertThatThrownBy(() -> EmbeddedStore.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(directory + " is in use by this process");
      try (WritingProcess other = new WritingProcess(directory, temporary, "")) {
        assertThat(other.read(1).getFirst()).contains("is in use by another process");
      }
      assertThat(store.create("a", new byte[1])).isInstanceOf(Written.class);
    }
    EmbeddedStore.open(directory).close();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsOneClearMessage() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");

    assertThatThrownBy(() -> EmbeddedStore.open(file.resolve("data")))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("data directory " + file.resolve("data") + " cannot be written");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndTheDirectoryReleased() throws IOException {
    Files.writeString(directory.resolve("store.db"), "not a database at all".repeat(500));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> EmbeddedStore.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("not a database");
    }
  }

  @Test
  void dataOfAnotherVersionIsRefused() throws SQLException {
    EmbeddedStore.open(directory).close();
    try (Connection connection = Sqlite.openForWriting(directory.resolve("store.db"))) {
      Sqlite.execute(connection, "PRAGMA user_version = 99");
    }

    assertThatThrownBy(() -> EmbeddedStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another version (format 99)");
  }

  @Test
  void compactionRemovesWhatNobodyMayReadAnyMore() throws SQLException {
    try (EmbeddedStore store = EmbeddedStore.open(directory)) {
      long revision = revision(store, "a");
      for (int i = 0; i < 3_000; i++) {
        Written written = (Written) store.update("a", new byte[10], revision);
        revision = written.revision();
      }
      for (int i = 0; i < 100; i++) {
        store.delete("b" + i, revision(store, "b" + i));
      }
      assertThat(rows()).isEqualTo(3_201);

      store.compact(store.currentRevision());

      await().atMost(PATIENCE).until(() -> rows() == 1);
      List<Entry> entries = store.list("", null, 0, 0).entries();
      assertThat(entries).extracting(Entry::revision).containsExactly(revision);
    }
  }

  @Test
  void sweepingGoesOnAfterARestart() throws SQLException {
    try (EmbeddedStore store = EmbeddedStore.open(directory)) {
      for (int i = 0; i < 3_000; i++) {
        store.delete("k" + i, revision(store, "k" + i));
      }
      store.compact(store.currentRevision());
    }
    try (EmbeddedStore store = EmbeddedStore.open(directory)) {
      await().atMost(PATIENCE).until(() -> rows() == 0);
      assertThat(store.currentRevision()).isEqualTo(6_001);
    }
  }

  private static long revision(EmbeddedStore store, String key) {
    return ((Written) store.create(key, key.getBytes(UTF_8))).revision();
  }

  private long rows() throws SQLException {
    try (Connection connection = Sqlite.openForReading(directory.resolve("store.db"))) {
      return Changes.number(connection, "SELECT count(*) FROM changes");
    }
  }

  @Test
  void everyCommitIsSynced() throws SQLException {
    try (Connection connection = Sqlite.openForWriting(directory.resolve("store.db"))) {
      assertThat(Changes.number(connection, "PRAGMA synchronous")).isEqualTo(2); // FULL
      try (var row = connection.createStatement().executeQuery("PRAGMA journal_mode")) {
        assertThat(row.getString(1)).isEqualTo("wal");
      }
    }
  }

  @Test
  void aFullDiskFailsWritesUntilThereIsRoomAgain() {
    Connection connection = Sqlite.openForWriting(directory.resolve("store.db"));
    Changes changes = Changes.over(connection);
    Broadcast broadcast = new Broadcast(changes.revision(), changes.compactRevision());
    try (Writer writer = new Writer(changes, broadcast)) {
      writer.start();
      assertThat(writer.write(put("before"))).isEqualTo(new Written(2));
      Sqlite.execute(connection, "PRAGMA max_page_count = 20");
      assertThatThrownBy(() -> writer.write(put("large")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("full");
      assertThatThrownBy(() -> writer.write(put("large"))).isInstanceOf(StoreException.class);
      assertThat(broadcast.revision()).isEqualTo(2);
      Sqlite.execute(connection, "PRAGMA max_page_count = 100000");
      assertThat(writer.write(put("large"))).isEqualTo(new Written(3));
    }
  }

  private static Write put(String key) {
    return new Write.Put(
        key, key.getBytes(UTF_8), new byte[key.equals("large") ? 200_000 : 10], Write.ABSENT);
  }
}
