package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.storage.NotWrittenException;
import io.ubernetes.apimachinery.storage.StoreException;

/// What clients are told when the store fails. Stateless.
final class StoreFailures {
  private StoreFailures() {}

  /// A read can simply be tried again, and so can a write that the store has refused. Of any other
  /// write nobody knows whether it happened, so a client must not be told to repeat it blindly.
  static ApiException told(Request request, StoreException failure) {
    boolean read = request.method().equals("GET") || request.method().equals("HEAD");
    if (read) {
      return ApiException.serviceUnavailable("the store is not available", 1);
    }
    return failure instanceof NotWrittenException refused
        ? refused(refused)
        : ApiException.internal("the store did not answer; whether the write happened is unknown");
  }

  private static ApiException refused(NotWrittenException refused) {
    return switch (refused.reason()) {
      case FULL ->
          ApiException.internal("the store is full and has written nothing; deleting still works");
      case BUSY ->
          ApiException.serviceUnavailable(
              "the store takes no writes now and has written nothing", 1);
      case TOO_LARGE ->
          ApiException.requestEntityTooLarge(
              "Request entity too large: the object is larger than the store takes");
    };
  }
}
