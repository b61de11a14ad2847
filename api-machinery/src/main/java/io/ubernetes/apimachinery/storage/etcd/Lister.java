package io.ubernetes.apimachinery.storage.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.KeyRange;
import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.Listing;
import io.ubernetes.apimachinery.storage.StoreException;
import java.util.ArrayList;
import java.util.List;

/// One list, read in pages that all show the same revision: no message grows with the number of
/// keys. Used once, by one thread.
final class Lister {
  /// Keys of the first page of a whole list; from then on we know how large they are.
  private static final int FIRST_PAGE = 500;

  private static final int MAX_PAGE = 50_000;

  /// What a page should weigh: large enough that its round trip does not matter.
  private static final long PAGE_BYTES = 8L << 20;

  /// A list of the newest state begins again when a compaction overtakes it.
  private static final int MAX_ATTEMPTS = 3;

  private final Connection connection;
  private final KeyRange range;
  private final int limit;
  private int pageSize;

  Lister(Connection connection, KeyRange range, int limit) {
    this.connection = connection;
    this.range = range;
    this.limit = limit;
    this.pageSize = limit == 0 ? FIRST_PAGE : Math.min(limit, MAX_PAGE);
  }

  Listing list(long atRevision) {
    for (int attempt = 1; ; attempt++) {
      try {
        return pages(atRevision);
      } catch (CompactedException e) {
        if (atRevision > 0) {
          // etcd does not say how far it was compacted, only that it was past this revision.
          throw new CompactedException(atRevision + 1);
        }
        if (attempt == MAX_ATTEMPTS) {
          throw new StoreException("etcd is compacted faster than it can be listed", e);
        }
      }
    }
  }

  private Listing pages(long atRevision) {
    List<Entry> entries = new ArrayList<>();
    RangeResponse page = page(UnsafeByteOperations.unsafeWrap(range.start()), atRevision, 0);
    long revision = atRevision > 0 ? atRevision : page.getHeader().getRevision();
    add(page, entries);
    while (page.getMore() && (limit == 0 || entries.size() < limit)) {
      ByteString last = page.getKvs(page.getKvsCount() - 1).getKey();
      page = page(last.concat(ByteString.copyFrom(new byte[1])), revision, entries.size());
      add(page, entries);
    }
    return new Listing(entries, revision, page.getMore());
  }

  private RangeResponse page(ByteString from, long revision, int have) {
    while (true) {
      int size = limit == 0 ? pageSize : Math.min(pageSize, limit - have);
      RangeRequest request =
          RangeRequest.newBuilder()
              .setKey(from)
              .setRangeEnd(UnsafeByteOperations.unsafeWrap(range.end()))
              .setRevision(revision)
              .setLimit(size)
              .build();
      try {
        RangeResponse page = connection.range(request);
        adaptPageSize(page);
        return page;
      } catch (StoreException e) {
        if (size == 1 || !Faults.isAnswerTooLarge(e.getCause())) {
          throw e;
        }
        pageSize = size / 2;
      }
    }
  }

  private void adaptPageSize(RangeResponse page) {
    if (page.getKvsCount() > 0) {
      long bytesEach = Math.max(1, page.getSerializedSize() / page.getKvsCount());
      pageSize = Math.clamp(PAGE_BYTES / bytesEach, 1, MAX_PAGE);
    }
  }

  private static void add(RangeResponse page, List<Entry> entries) {
    for (KeyValue pair : page.getKvsList()) {
      if (!ProgressMarker.isMarker(pair.getKey())) {
        entries.add(KeyValues.entry(pair));
      }
    }
  }
}
