package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.List;
import java.util.Random;

/// One request that is nearly right, or not right at all: made of what clients send, with parts
/// exchanged, cut off and damaged. The same random numbers give the same request.
final class FuzzedRequest {

  private static final List<String> METHODS =
      List.of(
          "GET", "GET", "POST", "POST", "PUT", "PATCH", "PATCH", "DELETE", "HEAD", "OPTIONS",
          "LOCK");

  private static final List<String> PATHS =
      List.of(
          "/api/v1/namespaces/default/configmaps",
          "/api/v1/namespaces/default/configmaps/fuzz",
          "/api/v1/namespaces/default/secrets/fuzz",
          "/api/v1/namespaces/default/services/fuzz/status",
          "/api/v1/namespaces/fuzz",
          "/api/v1/namespaces/fuzz/finalize",
          "/api/v1/watch/namespaces/default/configmaps",
          "/apis/apps/v1/namespaces/default/replicasets",
          "/apis/apps/v1/namespaces/default/replicasets/fuzz",
          "/apis/apps/v1/namespaces/default/replicasets/fuzz/scale",
          "/apis/apps/v1/replicasets",
          "/apis/coordination.k8s.io/v1/namespaces/default/leases/fuzz",
          "/apis/federation.ubernetes.io/v1beta1/clusters/fuzz",
          "/apis/federation.ubernetes.io/v1beta1/namespaces/default/propagationpolicies",
          "/apis/rbac.authorization.k8s.io/v1/clusterroles/fuzz",
          "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
          "/apis",
          "/api",
          "/apis/apps",
          "/openapi/v2",
          "/openapi/v3",
          "/openapi/v3/apis/apps/v1",
          "/version",
          "/healthz",
          "/readyz/ping",
          "/");

  private static final List<String> PARAMETERS =
      List.of(
          "watch",
          "limit",
          "continue",
          "resourceVersion",
          "resourceVersionMatch",
          "labelSelector",
          "fieldSelector",
          "sendInitialEvents",
          "allowWatchBookmarks",
          "dryRun",
          "fieldManager",
          "fieldValidation",
          "force",
          "pretty",
          "includeObject",
          "propagationPolicy",
          "gracePeriodSeconds",
          "orphanDependents",
          "timeout",
          "verbose",
          "exclude");

  private static final List<String> VALUES =
      List.of(
          "true",
          "false",
          "",
          "0",
          "1",
          "-1",
          "9223372036854775807",
          "99999999999999999999",
          "All",
          "Exact",
          "NotOlderThan",
          "Strict",
          "Warn",
          "a=b",
          "a in (b,c)",
          "!a",
          "a notin (",
          "a==",
          "metadata.name=fuzz",
          "metadata.name!=,",
          "spec.x=\\,",
          "None",
          "Object",
          "Orphan",
          "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIvIn0",
          "%00",
          "%FF%FE",
          "ä",
          "NaN");

  private static final List<String> MEDIA_TYPES =
      List.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/cbor",
          "application/merge-patch+json",
          "application/json-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml",
          "text/plain",
          "application/json;as=Table;v=v1;g=meta.k8s.io",
          "application/json;stream=watch",
          "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,*/*;q=0.1",
          "*/*",
          "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
          ";;,=",
          "");

  private static final List<String> BODIES =
      List.of(
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"fuzz\"},\"data\":{\"a\":\"b\"}}",
          "{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"metadata\":{\"name\":\"fuzz\",\"labels\":{\"a\":\"b\"}},"
              + "\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":"
              + "{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}",
          "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: fuzz\ndata: {a: &x \"1\", b: *x}\n",
          "[{\"op\":\"replace\",\"path\":\"/data/a\",\"value\":\"c\"},{\"op\":\"move\",\"from\":\"/data\",\"path\":\"/x\"}]",
          "{\"data\":{\"a\":null},\"metadata\":{\"labels\":{\"x\":\"y\"}}}",
          "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"$patch\":\"delete\"}],"
              + "\"$setElementOrder/containers\":[{\"name\":\"c\"}]}},\"$retainKeys\":[\"a\"]}}",
          "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"fuzz\"},\"spec\":{\"replicas\":3}}",
          "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Orphan\",\"preconditions\":{\"uid\":\"x\"}}",
          "k8s\0\n\17\n\2v1\22\11ConfigMap\22\10\n\6\n\4fuzz\32\0\"\0");

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "null",
          "1e999",
          "-0",
          "\\u0000",
          "\\ud800",
          "$patch",
          "/",
          "~",
          "\n",
          "\t",
          "- ",
          "&a",
          "*a",
          "<<: ",
          "!!binary ",
          "\0",
          "\u00ff",
          "99999999999",
          "true",
          "metadata",
          "managedFields",
          "k:{\"name\":\"c\"}",
          "resourceVersion",
          "uid");

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String SETS = "/apis/apps/v1/namespaces/default/replicasets";
  private static final String JSON = "application/json";

  /// What is stored, changed and deleted when nothing of it is damaged.
  private static final List<Parts> WRITES =
      List.of(
          new Parts("POST", MAPS, JSON, BODIES.get(0)),
          new Parts("POST", MAPS, "application/yaml", BODIES.get(2)),
          new Parts("PUT", MAPS + "/fuzz", JSON, BODIES.get(0)),
          new Parts("PATCH", MAPS + "/fuzz", "application/json-patch+json", BODIES.get(3)),
          new Parts("PATCH", MAPS + "/fuzz", "application/merge-patch+json", BODIES.get(4)),
          new Parts("PATCH", MAPS + "/fuzz", "application/apply-patch+yaml", BODIES.get(2)),
          new Parts("DELETE", MAPS + "/fuzz", JSON, ""),
          new Parts("POST", SETS, JSON, BODIES.get(1)),
          new Parts("PUT", SETS + "/fuzz", JSON, BODIES.get(1)),
          new Parts(
              "PATCH", SETS + "/fuzz", "application/strategic-merge-patch+json", BODIES.get(5)),
          new Parts("PUT", SETS + "/fuzz/scale", JSON, BODIES.get(6)),
          new Parts("DELETE", SETS + "/fuzz", JSON, ""));

  /// What a request is made of.
  private record Parts(String method, String path, String mediaType, String body) {}

  private final Random random;

  FuzzedRequest(long seed) {
    this.random = new Random(seed);
  }

  /// The bytes of the request. The connection is to be closed after the answer; a watch ends after
  /// a second.
  byte[] bytes() {
    return switch (random.nextInt(6)) {
      case 0 -> write(one(WRITES));
      case 1 -> damaged(one(WRITES));
      default -> damaged(new Parts(one(METHODS), one(PATHS), one(MEDIA_TYPES), one(BODIES)));
    };
  }

  /// By chance it would be done too seldom.
  private byte[] write(Parts parts) {
    StringBuilder head = begin(parts, parts.path() + "?timeoutSeconds=1");
    head.append("Content-Type: ").append(parts.mediaType()).append("\r\n");
    return whole(head, parts.body().getBytes(UTF_8));
  }

  private byte[] damaged(Parts parts) {
    byte[] body = random.nextInt(4) == 0 ? new byte[0] : body(parts.body());
    StringBuilder head = begin(parts, target(parts.path()));
    header(head, "Accept", one(MEDIA_TYPES));
    header(head, "Content-Type", parts.mediaType());
    header(head, "Accept-Encoding", random.nextBoolean() ? "gzip" : "gzip;q=x, identity");
    header(head, "If-None-Match", "\"" + word() + "\"");
    header(head, "User-Agent", damaged("kubectl/v1.33.0 (linux/amd64)"));
    if (random.nextInt(20) == 0) {
      header(head, word(), damaged("value"));
    }
    return whole(head, body);
  }

  private static StringBuilder begin(Parts parts, String target) {
    return new StringBuilder(parts.method())
        .append(' ')
        .append(target)
        .append(" HTTP/1.1\r\nHost: localhost\r\n");
  }

  private static byte[] whole(StringBuilder head, byte[] body) {
    head.append("Connection: close\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private void header(StringBuilder head, String name, String value) {
    if (random.nextInt(3) > 0) {
      head.append(name).append(": ").append(value.replaceAll("[\r\n\0]", "")).append("\r\n");
    }
  }

  private String target(String path) {
    StringBuilder target = new StringBuilder(path);
    if (random.nextInt(4) == 0) {
      int at = random.nextInt(target.length());
      target.insert(
          at, one(List.of("/", "//", "%2F", "%", "%zz", "..", ";", "%00", "é", "a".repeat(300))));
    }
    target.append("?timeoutSeconds=1");
    for (int i = random.nextInt(4); i > 0; i--) {
      target.append('&').append(one(PARAMETERS)).append('=').append(escaped(one(VALUES)));
    }
    return random.nextInt(30) == 0 ? damaged(target.toString()) : target.toString();
  }

  private String escaped(String value) {
    return random.nextInt(10) == 0 ? value : URLEncoder.encode(value, UTF_8);
  }

  private byte[] body(String body) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> body.getBytes(UTF_8);
      case 2 -> body.substring(0, random.nextInt(body.length() + 1)).getBytes(UTF_8);
      case 3 ->
          one(List.of("[", "{\"a\":", "a:\n ", "- ", "{a: "))
              .repeat(random.nextInt(3000))
              .getBytes(UTF_8);
      case 4 -> flipped(body.getBytes(UTF_8));
      default -> damaged(body).getBytes(UTF_8);
    };
  }

  private byte[] flipped(byte[] bytes) {
    for (int i = random.nextInt(8); i >= 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private String damaged(String text) {
    StringBuilder result = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(result.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> result.insert(at, one(TOKENS));
        case 1 -> result.delete(at, Math.min(result.length(), at + random.nextInt(10)));
        default -> result.insert(at, result.substring(at / 2, at));
      }
    }
    return result.toString();
  }

  private String word() {
    return Integer.toString(random.nextInt(1 << 20), 36);
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
