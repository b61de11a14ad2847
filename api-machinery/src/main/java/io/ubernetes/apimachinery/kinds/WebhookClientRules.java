package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for where a webhook is reached: a URL, or a Service.
public final class WebhookClientRules {

  private static final String FORM = "; desired format: https://host[/path]";

  private WebhookClientRules() {}

  public static void check(@Nullable ObjectNode client, FieldPath path, FieldErrors errors) {
    ObjectNode service = Trees.object(client, "service");
    boolean hasUrl = Json.at(client, "url") != null;
    if (hasUrl == (service != null)) {
      errors.required(path, "exactly one of url or service is required");
    } else if (service != null) {
      service(service, path.child("service"), errors);
    } else {
      url(Json.text(client, "url"), path.child("url"), errors);
    }
  }

  private static void url(String text, FieldPath field, FieldErrors errors) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException malformed) {
      errors.required(
          field,
          "url must be a valid URL: parse \"" + text + "\": " + malformed.getReason() + FORM);
      return;
    }
    String scheme = orEmpty(url.getScheme());
    if (!scheme.equals("https")) {
      errors.invalid(field, scheme, "'https' is the only allowed URL scheme" + FORM);
    }
    String authority = orEmpty(url.getRawAuthority());
    int at = authority.indexOf('@');
    if (at == authority.length() - 1) {
      errors.invalid(field, "", "host must be specified" + FORM);
    }
    if (at >= 0) {
      errors.invalid(
          field, authority.substring(0, at), "user information is not permitted in the URL");
    }
    String fragment = orEmpty(url.getFragment());
    if (!fragment.isEmpty()) {
      errors.invalid(field, fragment, "fragments are not permitted in the URL");
    }
    String query = orEmpty(url.getRawQuery());
    if (!query.isEmpty()) {
      errors.invalid(field, query, "query parameters are not permitted in the URL");
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /// Kubernetes takes a webhook's name and namespace for each other here: an error about the one
  /// names the other.
  private static void service(ObjectNode service, FieldPath path, FieldErrors errors) {
    if (Json.text(service, "namespace").isEmpty()) {
      errors.required(path.child("name"));
    }
    if (Json.text(service, "name").isEmpty()) {
      errors.required(path.child("namespace"));
    }
    long port = Json.number(service, 0, "port");
    List<String> wrong = Names.portNumber(port);
    if (!wrong.isEmpty()) {
      errors.invalid(path.child("port"), port, "port is not valid: " + String.join(", ", wrong));
    }
    path(Json.text(service, "path"), path.child("path"), errors);
  }

  private static void path(String path, FieldPath field, FieldErrors errors) {
    if (path.isEmpty() || path.equals("/")) {
      return;
    }
    if (path.equals("//")) {
      errors.invalid(field, path, "segment[0] may not be empty");
      return;
    }
    if (!path.startsWith("/")) {
      errors.invalid(field, path, "must start with a '/'");
    }
    String rest = path.substring(1);
    String inner = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    String[] segments = inner.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].isEmpty()) {
        errors.invalid(field, path, "segment[" + i + "] may not be empty");
        continue;
      }
      for (String wrong : Names.dns1123Subdomain(segments[i])) {
        errors.invalid(field, path, "segment[" + i + "]: " + wrong);
      }
    }
  }
}
