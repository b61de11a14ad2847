package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.KeyRange;
import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.Event;
import io.ubernetes.apimachinery.storage.Store.Listing;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection that reads; used by one thread at a time. Whatever takes more than one statement
/// runs in a transaction, and thereby on one unmoving snapshot.
final class Reader implements AutoCloseable {
  /// The rows that hold the values at a revision: written by then, not deleted, and not replaced by
  /// then.
  private static final String LIST =
      """
      SELECT c.key, c.value, c.rev FROM changes c
      WHERE c.key >= ? AND c.key < ? AND c.rev <= ? AND c.deleted = 0
      AND NOT EXISTS (SELECT 1 FROM changes n
                      WHERE n.key = c.key AND n.rev > c.rev AND n.rev <= ?)
      ORDER BY c.key LIMIT ?
      """;

  /// A watch that is behind by so many changes looks through all of them for those of its prefix;
  /// further back it looks through all keys of the prefix instead.
  private static final long SHORT_HISTORY = 4_096;

  /// Changes read at once for a watch that catches up, and their bytes.
  private static final int PAGE = 500;

  private static final long PAGE_BYTES = 4L << 20;

  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement end;
  private final PreparedStatement compactRevision;
  private final PreparedStatement newest;
  private final PreparedStatement list;
  private final PreparedStatement changedLately;
  private final PreparedStatement changedInRange;
  private final PreparedStatement change;

  private Reader(Connection connection) throws SQLException {
    this.connection = connection;
    begin = connection.prepareStatement("BEGIN");
    end = connection.prepareStatement("COMMIT");
    compactRevision = connection.prepareStatement("SELECT revision FROM meta WHERE name='compact'");
    newest =
        connection.prepareStatement(
            "SELECT rev, deleted, value FROM changes WHERE key = ? ORDER BY rev DESC LIMIT 1");
    list = connection.prepareStatement(LIST);
    changedLately =
        connection.prepareStatement(
            "SELECT rev FROM changes NOT INDEXED"
                + " WHERE rev > ? AND rev <= ? AND key >= ? AND key < ? ORDER BY rev");
    changedInRange =
        connection.prepareStatement(
            "SELECT rev FROM changes INDEXED BY changes_by_key"
                + " WHERE rev > ? AND rev <= ? AND key >= ? AND key < ?");
    change =
        connection.prepareStatement(
            "SELECT c.key, c.deleted, c.value, p.rev, p.value"
                + " FROM changes c LEFT JOIN changes p ON p.rev = c.prev AND c.prev > 0"
                + " WHERE c.rev = ?");
  }

  static Reader open(DataDirectory directory) {
    try {
      return new Reader(Sqlite.openForReading(directory.database()));
    } catch (SQLException e) {
      throw Sqlite.fault(e);
    }
  }

  @Nullable Entry newest(String key, byte[] keyBytes) throws SQLException {
    newest.setBytes(1, keyBytes);
    try (ResultSet row = newest.executeQuery()) {
      boolean exists = row.next() && !row.getBoolean(2);
      return exists ? new Entry(key, Changes.value(row, 3), row.getLong(1)) : null;
    }
  }

  Listing list(KeyRange range, int limit, long atRevision) throws SQLException {
    return onSnapshot(() -> {
      checkKept(atRevision);
      List<Entry> entries = new ArrayList<>();
      boolean more = read(range, limit, atRevision, entries);
      return new Listing(entries, atRevision, more);
    });
  }

  /// @return whether there are more than the limit
  private boolean read(KeyRange range, int limit, long atRevision, List<Entry> entries)
      throws SQLException {
    list.setBytes(1, range.start());
    list.setBytes(2, range.end());
    list.setLong(3, atRevision);
    list.setLong(4, atRevision);
    list.setLong(5, limit == 0 ? -1 : limit + 1L);
    try (ResultSet row = list.executeQuery()) {
      while (row.next()) {
        if (limit > 0 && entries.size() == limit) {
          return true;
        }
        entries.add(new Entry(key(row, 1), Changes.value(row, 2), row.getLong(3)));
      }
      return false;
    }
  }

  /// The revisions in (`after`, `upTo`] at which a key of the range was changed, in order.
  ///
  /// @throws CompactedException when not all that came after `after` is kept
  long[] changedIn(KeyRange range, long after, long upTo) throws SQLException {
    return onSnapshot(() -> {
      checkKept(after);
      PreparedStatement query = upTo - after <= SHORT_HISTORY ? changedLately : changedInRange;
      query.setLong(1, after);
      query.setLong(2, upTo);
      query.setBytes(3, range.start());
      query.setBytes(4, range.end());
      long[] revisions = new long[64];
      int size = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (size == revisions.length) {
            revisions = Arrays.copyOf(revisions, 2 * size);
          }
          revisions[size++] = row.getLong(1);
        }
      }
      Arrays.sort(revisions, 0, size);
      return Arrays.copyOf(revisions, size);
    });
  }

  /// The changes made at `revisions`, from the index `first` on, as many as make a page.
  ///
  /// @param deliveredTo the revision up to which nothing is needed any more
  /// @throws CompactedException when not all that came after `deliveredTo` is kept
  List<Event> changes(long[] revisions, int first, long deliveredTo) throws SQLException {
    return onSnapshot(() -> {
      checkKept(deliveredTo);
      List<Event> events = new ArrayList<>();
      long bytes = 0;
      for (int i = first; i < revisions.length && events.size() < PAGE; i++) {
        Event event = change(revisions[i]);
        events.add(event);
        bytes += EmbeddedWatch.bytes(event);
        if (bytes >= PAGE_BYTES) {
          break;
        }
      }
      return events;
    });
  }

  private Event change(long revision) throws SQLException {
    change.setLong(1, revision);
    try (ResultSet row = change.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("revision " + revision + " is kept, yet not there");
      }
      String key = key(row, 1);
      byte[] value = row.getBoolean(2) ? null : Changes.value(row, 3);
      long previousRevision = row.getLong(4);
      Entry previous =
          previousRevision == 0 ? null : new Entry(key, Changes.value(row, 5), previousRevision);
      return new Event(key, value, revision, previous);
    }
  }

  /// Everything after `revision`, and the state at it, can be read.
  private void checkKept(long revision) throws SQLException {
    try (ResultSet row = compactRevision.executeQuery()) {
      long compacted = row.next() ? row.getLong(1) : 0;
      if (revision < compacted) {
        throw new CompactedException(compacted);
      }
    }
  }

  private <T> T onSnapshot(Read<T> read) throws SQLException {
    begin.execute();
    try {
      return read.run();
    } finally {
      end.execute();
    }
  }

  private static String key(ResultSet row, int column) throws SQLException {
    return new String(row.getBytes(column), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw Sqlite.fault(e);
    }
  }

  private interface Read<T> {
    T run() throws SQLException;
  }
}
