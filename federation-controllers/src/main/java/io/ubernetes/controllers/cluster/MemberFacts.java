package io.ubernetes.controllers.cluster;

import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a member says of itself. Immutable.
///
/// @param version its Kubernetes version
/// @param apiVersions groups and versions that it serves
/// @param asOf when it was asked; null when never
record MemberFacts(@Nullable String version, List<String> apiVersions, @Nullable Instant asOf) {

  static final MemberFacts NONE = new MemberFacts(null, List.of(), null);

  /// Versions and APIs change with upgrades only.
  private static final Duration REFRESH = Duration.ofMinutes(5);

  /// @return empty when the member is well; otherwise a sentence that says what is wrong
  static String probe(ApiClient memberClient) {
    try {
      return ask(memberClient, "/readyz");
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) {
        return "/readyz: " + refused.getMessage();
      }
    }
    try { // servers before Kubernetes 1.16, and some that only look like one
      return ask(memberClient, "/healthz");
    } catch (ApiClientException refused) {
      return "/healthz: " + refused.getMessage();
    }
  }

  private static String ask(ApiClient memberClient, String path) {
    String body = new String(memberClient.getRaw(path), StandardCharsets.UTF_8).strip();
    return body.equals("ok") ? "" : path + " says: " + body;
  }

  MemberFacts refreshed(ApiClient memberClient, Instant now) {
    if (asOf != null && asOf.plus(REFRESH).isAfter(now)) {
      return this;
    }
    try {
      JsonNode version = Json.parseObject(memberClient.getRaw("/version"));
      TreeSet<String> served = new TreeSet<>();
      JsonNode core = Json.at(Json.parseObject(memberClient.getRaw("/api")), "versions");
      if (core != null) {
        core.forEach(item -> served.add(item.asString()));
      }
      JsonNode groups = Json.at(Json.parseObject(memberClient.getRaw("/apis")), "groups");
      if (groups != null) {
        for (JsonNode group : groups) {
          group.path("versions").forEach(v -> served.add(Json.text(v, "groupVersion")));
        }
      }
      return new MemberFacts(Json.text(version, "gitVersion"), List.copyOf(served), now);
    } catch (ApiClientException unanswered) {
      return this; // asked again at the next probe, which tells of the trouble if it lasts
    }
  }
}
