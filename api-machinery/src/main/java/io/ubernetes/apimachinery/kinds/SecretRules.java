package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.GoJsonSyntax;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What makes a Secret a bad one: mostly that it has not what its type promises.
final class SecretRules {

  private static final FieldPath DATA = FieldPath.of("data");
  private static final String ACCOUNT = "kubernetes.io/service-account.name";

  /// Of a field that stands twice the last value counts, as in Go.
  private static final JsonMapper LENIENT =
      Json.MAPPER.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String REDACTED = "<secret contents redacted>";

  private SecretRules() {}

  static List<FieldError> validate(ObjectNode secret) {
    FieldErrors errors = new FieldErrors();
    Map<String, String> data = Trees.map(secret, "data");
    ConfigData.keys(data, DATA, errors);
    long size = data.values().stream().mapToLong(ConfigData::decodedLength).sum();
    if (size > ConfigData.MAX_BYTES) {
      errors.tooLong(DATA, ConfigData.MAX_BYTES);
    }
    switch (Json.text(secret, "type")) {
      case "kubernetes.io/service-account-token" -> {
        if (Trees.map(secret, "metadata", "annotations").getOrDefault(ACCOUNT, "").isEmpty()) {
          errors.required(FieldPath.of("metadata", "annotations").key(ACCOUNT));
        }
      }
      case "kubernetes.io/dockercfg" -> json(data, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!data.containsKey("username") && !data.containsKey("password")) {
          present(data, List.of("username", "password"), errors);
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (data.getOrDefault("ssh-privatekey", "").isEmpty()) {
          errors.required(DATA.key("ssh-privatekey"));
        }
      }
      case "kubernetes.io/tls" -> present(data, List.of("tls.crt", "tls.key"), errors);
      default -> {}
    }
    return errors.list();
  }

  private static void present(Map<String, String> data, List<String> keys, FieldErrors errors) {
    for (String key : keys) {
      if (!data.containsKey(key)) {
        errors.required(DATA.key(key));
      }
    }
  }

  private static void json(Map<String, String> data, String key, FieldErrors errors) {
    String base64 = data.get(key);
    if (base64 == null) {
      errors.required(DATA.key(key));
      return;
    }
    byte[] content = Base64.getDecoder().decode(base64);
    String fault = jsonFault(content);
    if (!fault.isEmpty()) {
      errors.invalid(DATA.key(key), REDACTED, fault);
    }
  }

  /// Why it is no JSON object, in Go's words, which quote no more than one character of the secret;
  /// empty when it is one.
  private static String jsonFault(byte[] content) {
    try {
      JsonNode value = LENIENT.readTree(content);
      if (value.isMissingNode()) {
        return GoJsonSyntax.fault(content);
      }
      boolean taken = value.isObject() || value.isNull();
      return taken
          ? ""
          : "json: cannot unmarshal "
              + Decoding.goKind(value)
              + " into Go value of type map[string]interface {}";
    } catch (JacksonException malformed) {
      return GoJsonSyntax.fault(content);
    }
  }

  static List<FieldError> validateUpdate(ObjectNode secret, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    errors.unchanged(FieldPath.of("type"), Json.at(secret, "type"), Json.at(old, "type"));
    ConfigData.immutable(secret, old, List.of("data"), errors);
    return errors.list();
  }

  /// A certificate and a key that are none are kept, as Kubernetes keeps them, but not in silence.
  static List<String> warnings(ObjectNode secret) {
    Map<String, String> data = Trees.map(secret, "data");
    boolean both = data.containsKey("tls.crt") && data.containsKey("tls.key");
    if (!Json.text(secret, "type").equals("kubernetes.io/tls") || !both) {
      return List.of();
    }
    if (!hasPem(data.getOrDefault("tls.crt", ""))) {
      return List.of("tls: failed to find any PEM data in certificate input");
    }
    return hasPem(data.getOrDefault("tls.key", ""))
        ? List.of()
        : List.of("tls: failed to find any PEM data in key input");
  }

  private static boolean hasPem(String base64) {
    String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    return text.contains("-----BEGIN ") && text.contains("-----END ");
  }
}
