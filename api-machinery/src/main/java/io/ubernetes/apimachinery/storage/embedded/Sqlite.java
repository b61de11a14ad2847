package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/// How a connection to the database is set up. Every connection is used by one thread at a time.
final class Sqlite {
  /// Pages of 4 KiB in the log before it is copied into the database: larger than SQLite's 1,000,
  /// so that a burst of writes pays for fewer copies, and small enough to be replayed at once.
  private static final int CHECKPOINT_PAGES = 4_000;

  /// KiB of pages that a connection may keep in memory.
  private static final int CACHE_KIB = 16_384;

  private static final long LOG_BYTES_KEPT = 64L << 20;

  private Sqlite() {}

  /// The one connection that changes the database.
  static Connection openForWriting(Path file) {
    SQLiteConfig config = config();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // FULL syncs the log at every commit: what is acknowledged survives a power failure.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Long.toString(LOG_BYTES_KEPT));
    Connection connection = open(file, config);
    execute(connection, "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    return connection;
  }

  static Connection openForReading(Path file) {
    Connection connection = open(file, config());
    execute(connection, "PRAGMA query_only = true");
    return connection;
  }

  static void execute(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  static StoreException fault(SQLException e) {
    return new StoreException("the embedded store failed: " + e.getMessage(), e);
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setCacheSize(-CACHE_KIB);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config;
  }

  private static Connection open(Path file, SQLiteConfig config) {
    try {
      return config.createConnection("jdbc:sqlite:" + file);
    } catch (SQLException e) {
      throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }
}
