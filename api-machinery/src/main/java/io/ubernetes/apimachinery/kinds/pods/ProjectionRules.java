package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The rules for volumes that put files from several sources into one directory.
final class ProjectionRules {

  private static final List<String> SOURCES =
      List.of(
          "secret",
          "configMap",
          "downwardAPI",
          "serviceAccountToken",
          "clusterTrustBundle",
          "podCertificate");
  private static final List<String> KEY_TYPES =
      List.of("RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519");
  private static final long MIN_TOKEN_SECONDS = 10 * 60;
  private static final long MAX_TOKEN_SECONDS = 1L << 32;
  private static final long MIN_CERTIFICATE_SECONDS = 3600;

  private final FieldPath volume;
  private final FieldErrors errors;
  private final Set<String> files = new HashSet<>();

  private ProjectionRules(FieldPath volume, FieldErrors errors) {
    this.volume = volume;
    this.errors = errors;
  }

  static void check(ObjectNode projected, FieldPath path, FieldErrors errors) {
    ProjectionRules rules = new ProjectionRules(path, errors);
    List<ObjectNode> sources = Trees.objects(projected, "sources");
    for (int i = 0; i < sources.size(); i++) {
      rules.source(sources.get(i), path.child("sources").index(i));
    }
  }

  private void source(ObjectNode source, FieldPath path) {
    int count = 0;
    for (String name : SOURCES) {
      ObjectNode given = Trees.object(source, name);
      if (given != null) {
        count++;
        details(name, given, path.child(name));
      }
    }
    if (count > 1) {
      errors.forbidden(path, "may not specify more than 1 volume type per source");
    }
  }

  private void details(String name, ObjectNode given, FieldPath path) {
    switch (name) {
      case "secret", "configMap" -> {
        String from = Json.text(given, "name");
        if (from.isEmpty()) {
          errors.required(path.child("name"));
        }
        FileRules.keys(given, path, errors);
        for (ObjectNode item : Trees.objects(given, "items")) {
          file(Json.text(item, "path"), from);
        }
      }
      case "downwardAPI" -> {
        FileRules.downward(given, path, errors);
        for (ObjectNode item : Trees.objects(given, "items")) {
          file(Json.text(item, "path"), Json.text(item, "path"));
        }
      }
      case "serviceAccountToken" -> token(given, path);
      case "clusterTrustBundle" -> bundle(given, path);
      default -> certificate(given, path);
    }
  }

  /// Two sources must not write one file.
  private void file(String path, String shown) {
    if (!path.isEmpty() && !files.add(path)) {
      errors.invalid(volume, shown, "conflicting duplicate paths");
    }
  }

  private void token(ObjectNode token, FieldPath path) {
    long seconds = Json.number(token, 0, "expirationSeconds");
    if (seconds < MIN_TOKEN_SECONDS) {
      errors.invalid(
          path.child("expirationSeconds"),
          seconds,
          "may not specify a duration less than 10 minutes");
    }
    if (seconds > MAX_TOKEN_SECONDS) {
      errors.invalid(
          path.child("expirationSeconds"),
          seconds,
          "may not specify a duration larger than 2^32 seconds");
    }
    String file = Json.text(token, "path");
    if (file.isEmpty()) {
      errors.required(volume.child("path"));
    } else {
      PathRules.notReserved(file, volume.child("path"), errors);
    }
  }

  private void bundle(ObjectNode bundle, FieldPath path) {
    boolean name = Json.at(bundle, "name") != null;
    boolean signer = Json.at(bundle, "signerName") != null;
    if (name && signer) {
      errors.invalid(path, bundle, "only one of name and signerName may be used");
    } else if (name) {
      if (Json.at(bundle, "labelSelector") != null) {
        errors.invalid(
            path.child("labelSelector"),
            Json.at(bundle, "labelSelector"),
            "labelSelector must be unset if name is specified");
      }
    } else if (signer) {
      LabelRules.selector(
          Trees.object(bundle, "labelSelector"), path.child("labelSelector"), errors);
    } else {
      errors.required(path, "either name or signerName must be specified");
    }
    String file = Json.text(bundle, "path");
    if (file.isEmpty()) {
      errors.required(path.child("path"));
    }
    PathRules.notReserved(file, path.child("path"), errors);
    file(file, file);
  }

  private void certificate(ObjectNode certificate, FieldPath path) {
    if (Json.text(certificate, "signerName").isEmpty()) {
      errors.required(path.child("signerName"));
    }
    errors.oneOf(path.child("keyType"), Json.text(certificate, "keyType"), KEY_TYPES);
    long seconds = Json.number(certificate, MIN_CERTIFICATE_SECONDS, "maxExpirationSeconds");
    if (seconds < MIN_CERTIFICATE_SECONDS) {
      errors.invalid(
          path.child("maxExpirationSeconds"),
          seconds,
          "if provided, maxExpirationSeconds must be >= 3600");
    }
    boolean any = false;
    for (String field : List.of("credentialBundlePath", "keyPath", "certificateChainPath")) {
      String file = Json.text(certificate, field);
      if (!file.isEmpty()) {
        any = true;
        PathRules.notReserved(file, path.child(field), errors);
        file(file, file);
      }
    }
    if (!any) {
      errors.required(
          path, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
    }
  }
}
