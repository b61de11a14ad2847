package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of changes, seen by the one thread that adds to it. Owned by [Writer].
///
/// `changes(rev, key, deleted, prev, value)`: one row for each write. `prev` is the revision of the
/// value that it replaced, 0 when there was none; a deletion is a row without value. Keys are kept
/// as bytes so that SQLite sorts them as etcd does (`SELECT CAST(key AS TEXT)` shows them). `value`
/// stands last, so that a scan over keys need not read it.
///
/// `meta` holds two revisions: `compact`, before which nothing may be read, and `swept`, up to
/// which the rows that nobody may read any more are gone.
final class Changes implements AutoCloseable {
  private static final int SCHEMA_VERSION = 1;

  /// The revision of a store that was never written; 0 means "newest" to those who read.
  private static final long FIRST_REVISION = 1;

  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement newest;
  private final PreparedStatement insert;
  private final PreparedStatement setMeta;
  private final PreparedStatement sweepReplaced;
  private final PreparedStatement sweepDeletions;

  private Changes(Connection connection) throws SQLException {
    this.connection = connection;
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    newest =
        connection.prepareStatement(
            "SELECT rev, deleted, value FROM changes WHERE key = ? ORDER BY rev DESC LIMIT 1");
    insert =
        connection.prepareStatement(
            "INSERT INTO changes (rev, key, deleted, prev, value) VALUES (?, ?, ?, ?, ?)");
    setMeta = connection.prepareStatement("UPDATE meta SET revision = ? WHERE name = ?");
    sweepReplaced =
        connection.prepareStatement(
            "DELETE FROM changes WHERE rev IN"
                + " (SELECT prev FROM changes WHERE rev > ? AND rev <= ? AND prev > 0)");
    sweepDeletions =
        connection.prepareStatement(
            "DELETE FROM changes WHERE rev > ? AND rev <= ? AND deleted = 1");
  }

  static Changes open(DataDirectory directory) {
    return over(Sqlite.openForWriting(directory.database()));
  }

  /// @param connection closed with the changes, also when this fails
  static Changes over(Connection connection) {
    try {
      createTables(connection);
      return new Changes(connection);
    } catch (SQLException | RuntimeException e) {
      closeAfter(connection, e);
      throw e instanceof SQLException sql ? Sqlite.fault(sql) : (RuntimeException) e;
    }
  }

  private static void closeAfter(Connection connection, Exception reason) {
    try {
      connection.close();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private static void createTables(Connection connection) throws SQLException {
    long version = number(connection, "PRAGMA user_version");
    if (version == SCHEMA_VERSION) {
      return;
    }
    if (version != 0) {
      throw new StoreException(
          "the data was written by another version (format " + version + ")", null);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute(
          """
          CREATE TABLE changes (
            rev INTEGER PRIMARY KEY,
            key BLOB NOT NULL,
            deleted INTEGER NOT NULL,
            prev INTEGER NOT NULL,
            value BLOB)
          """);
      statement.execute("CREATE INDEX changes_by_key ON changes (key, rev, deleted, prev)");
      statement.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, revision INTEGER NOT NULL)");
      statement.execute("INSERT INTO meta VALUES ('compact', 0), ('swept', 0)");
      statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
      statement.execute("COMMIT");
    }
  }

  /// The newest revision. The row of the last change may be gone when it was a deletion; then it
  /// was compacted, and `compact` remembers how far we had come: the counter never goes back.
  long revision() {
    try {
      long last = number(connection, "SELECT coalesce(max(rev), 0) FROM changes");
      return Math.max(FIRST_REVISION, Math.max(last, compactRevision()));
    } catch (SQLException e) {
      throw Sqlite.fault(e);
    }
  }

  long compactRevision() {
    return meta("compact");
  }

  long sweptRevision() {
    return meta("swept");
  }

  void begin() throws SQLException {
    begin.execute();
  }

  void commit() throws SQLException {
    commit.execute();
  }

  /// Undoes a transaction that failed. The driver closes a statement that failed, so all are
  /// prepared again.
  ///
  /// @return what goes on in place of this
  Changes rolledBack() throws SQLException {
    List<PreparedStatement> old =
        List.of(begin, commit, newest, insert, setMeta, sweepReplaced, sweepDeletions);
    for (PreparedStatement statement : old) {
      statement.close();
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      // When the disk is full SQLite may have done so by itself.
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        throw e;
      }
    }
    return new Changes(connection);
  }

  /// What stands under a key, or null.
  @Nullable Entry newest(Write write) throws SQLException {
    newest.setBytes(1, write.keyBytes());
    try (ResultSet row = newest.executeQuery()) {
      if (!row.next() || row.getBoolean(2)) {
        return null;
      }
      return new Entry(write.key(), value(row, 3), row.getLong(1));
    }
  }

  void insert(long revision, Write write, long previousRevision) throws SQLException {
    insert.setLong(1, revision);
    insert.setBytes(2, write.keyBytes());
    insert.setInt(3, write instanceof Write.Delete ? 1 : 0);
    insert.setLong(4, previousRevision);
    insert.setBytes(5, write instanceof Write.Put put ? put.value() : null);
    insert.executeUpdate();
  }

  void setCompactRevision(long revision) throws SQLException {
    setMeta("compact", revision);
  }

  /// Removes what nobody may read any more because of the changes in (`after`, `upTo`], which must
  /// lie at or before the compact revision: the values that these replaced, and, where they are
  /// deletions, the deletions themselves. A value is replaced by exactly one change, so that going
  /// over every change once removes all there is to remove.
  void sweep(long after, long upTo) throws SQLException {
    execute(sweepReplaced, after, upTo);
    execute(sweepDeletions, after, upTo);
    setMeta("swept", upTo);
  }

  private static void execute(PreparedStatement sweep, long after, long upTo) throws SQLException {
    sweep.setLong(1, after);
    sweep.setLong(2, upTo);
    sweep.executeUpdate();
  }

  private void setMeta(String name, long revision) throws SQLException {
    setMeta.setLong(1, revision);
    setMeta.setString(2, name);
    setMeta.executeUpdate();
  }

  private long meta(String name) {
    try {
      return number(connection, "SELECT revision FROM meta WHERE name = '" + name + "'");
    } catch (SQLException e) {
      throw Sqlite.fault(e);
    }
  }

  static byte[] value(ResultSet row, int column) throws SQLException {
    byte[] value = row.getBytes(column);
    return value == null ? new byte[0] : value; // SQLite's driver has no empty array.
  }

  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public void close() {
    try {
      connection.close(); // The last connection to be closed writes the log into the database.
    } catch (SQLException e) {
      throw Sqlite.fault(e);
    }
  }
}
