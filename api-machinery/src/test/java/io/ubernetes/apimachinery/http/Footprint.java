package io.ubernetes.apimachinery.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.management.ManagementFactory;

/// What this process holds at one moment, for tests that look for leaks.
///
/// @param heapBytes of objects that can still be reached
/// @param directBytes of Netty's buffers that nobody has released: those of the edge, of TLS, and
///   of other clients and servers in the process
/// @param openFiles files and sockets; 0 where the system does not tell
public record Footprint(long heapBytes, long directBytes, long openFiles) {
  /// A collection that finds less than this has found nothing.
  private static final long NOTHING_BYTES = 16 * 1024;

  /// Collects garbage until there is no more of it.
  public static Footprint now() {
    return new Footprint(reachableBytes(), pinnedBytes(), files());
  }

  /// What is no longer used lies in references and queues for one collection or two.
  private static long reachableBytes() {
    long least = Long.MAX_VALUE;
    for (; ; ) {
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      if (used > least - NOTHING_BYTES) {
        return Math.min(used, least);
      }
      least = used;
    }
  }

  /// Pooled buffers are counted one by one, so that a lost one is seen. Tests use the allocator of
  /// production.
  static long pinnedBytes() {
    if (ByteBufAllocator.DEFAULT instanceof PooledByteBufAllocator pooled) {
      return pooled.pinnedDirectMemory();
    }
    throw new IllegalStateException("run this with -Dio.netty.allocator.type=pooled");
  }

  private static long files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
