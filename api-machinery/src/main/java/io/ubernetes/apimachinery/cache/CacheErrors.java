package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import tools.jackson.databind.node.ObjectNode;

/// What a watch cache answers when it cannot serve a revision, in Kubernetes' words.
final class CacheErrors {
  private CacheErrors() {}

  /// 504 with the cause by which client-go knows that it need not list anew.
  static ApiException tooLarge(long revision, long current) {
    ObjectNode status =
        ApiException.timeout(
                "Timeout: Too large resource version: " + revision + ", current: " + current)
            .status();
    ObjectNode details = status.putObject("details");
    details
        .putArray("causes")
        .addObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    details.put("retryAfterSeconds", 1);
    status.set("code", status.remove("code")); // behind the details, as everywhere
    return ApiException.ofStatus(status);
  }

  /// 410 of a watch.
  static ApiException tooOld(long revision, long oldest) {
    return ApiException.expired("too old resource version: " + revision + " (" + oldest + ")");
  }

  /// 410 of a list.
  static ApiException listExpired() {
    return ApiException.expired("The resourceVersion for the provided list is too old.");
  }

  static ApiException notReady() {
    return ApiException.tooManyRequests("storage is (re)initializing", 1);
  }
}
