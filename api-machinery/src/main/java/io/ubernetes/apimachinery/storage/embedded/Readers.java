package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A few connections that read, each lent to one caller at a time.
final class Readers implements AutoCloseable {
  /// Reads are short and hold a processor while they run: a few more than a small machine has.
  private static final int CONNECTIONS = Math.max(4, Runtime.getRuntime().availableProcessors());

  /// Long enough for every read that waits on a slow machine, short enough to tell a client.
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final List<Reader> all;
  private final BlockingQueue<Reader> free;
  private volatile boolean closed;

  private Readers(List<Reader> all) {
    this.all = all;
    this.free = new ArrayBlockingQueue<>(all.size(), false, all);
  }

  static Readers open(DataDirectory directory) {
    List<Reader> all = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      all.add(Reader.open(directory));
    }
    return new Readers(all);
  }

  <T> T read(Query<T> query) {
    Reader reader = borrow();
    try {
      return query.run(reader);
    } catch (SQLException e) {
      throw Sqlite.fault(e);
    } finally {
      free.add(reader);
    }
  }

  private Reader borrow() {
    try {
      Reader reader = closed ? null : free.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (reader == null) {
        throw new StoreException(closed ? "the store is closed" : "too many reads at once", null);
      }
      if (closed) {
        free.add(reader);
        throw new StoreException("the store is closed", null);
      }
      return reader;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted", e);
    }
  }

  /// Waits for the reads that are going on.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = false;
    for (int i = 0; i < all.size(); ) {
      try {
        Reader reader = free.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        if (reader != null) {
          reader.close();
        }
        i++;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  interface Query<T> {
    T run(Reader reader) throws SQLException;
  }
}
