package io.ubernetes.apimachinery.storage.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ubernetes.apimachinery.storage.CompactedException;
import io.ubernetes.apimachinery.storage.StoreException;
import org.jspecify.annotations.Nullable;

/// What etcd's and gRPC's errors mean here.
final class Faults {
  private Faults() {}

  static StoreException exception(StatusRuntimeException e) {
    if (isCompacted(e)) {
      // etcd does not tell how far; see CompactedException.
      return new CompactedException(0);
    }
    String text = text(e);
    if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED && text.contains("larger than")) {
      return new StoreException("etcd: request is too large: " + text, e);
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
