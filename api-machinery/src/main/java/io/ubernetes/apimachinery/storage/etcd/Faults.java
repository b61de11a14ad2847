package io.ubernetes.apimachinery.storage.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.NotWrittenException;
import io.ubernetes.apimachinery.storage.NotWrittenException.Reason;
import io.ubernetes.apimachinery.storage.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What etcd's and gRPC's errors mean here.
final class Faults {
  /// What etcd says of a write that it has not given to anybody: too many wait, there is no leader,
  /// or the leader went before it took the write.
  private static final List<String> REFUSALS =
      List.of("too many requests", "raft proposal dropped", "etcdserver: no leader");

  private Faults() {}

  private static StoreException refused(Reason reason, String text, StatusRuntimeException e) {
    return new NotWrittenException(reason, "etcd: " + text, e);
  }

  static StoreException exception(StatusRuntimeException e) {
    if (isCompacted(e)) {
      // etcd does not tell how far; see CompactedException.
      return new CompactedException(0);
    }
    String text = text(e);
    if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED && text.contains("larger than")) {
      return refused(Reason.TOO_LARGE, "request is too large: " + text, e);
    }
    if (text.contains("request is too large")) {
      return refused(Reason.TOO_LARGE, text, e);
    }
    if (text.contains("database space exceeded")) {
      return refused(Reason.FULL, text, e);
    }
    if (REFUSALS.stream().anyMatch(text::contains)) {
      return refused(Reason.BUSY, text, e);
    }
    return new StoreException("etcd: " + text, e);
  }

  static boolean isCompacted(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.OUT_OF_RANGE && text(e).contains("compacted");
  }

  /// Our own limit was hit by an answer, and a smaller page would do.
  static boolean isAnswerTooLarge(@Nullable Throwable e) {
    return e instanceof StatusRuntimeException status
        && status.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
        && text(status).contains("exceeds maximum size");
  }

  /// Waiting and asking again cannot help.
  static boolean isFinal(Throwable e) {
    return switch (Status.fromThrowable(e).getCode()) {
      case INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED -> true;
      default -> false;
    };
  }

  static String text(StatusRuntimeException e) {
    Status status = e.getStatus();
    String text =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    Throwable cause = status.getCause();
    return cause == null || cause.getMessage() == null ? text : text + ": " + cause.getMessage();
  }
}
