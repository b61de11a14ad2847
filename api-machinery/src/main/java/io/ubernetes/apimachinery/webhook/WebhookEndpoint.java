package io.ubernetes.apimachinery.webhook;

import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.security.cert.CertificateException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// Where a webhook is called, and whom it must prove to be. Immutable.
public sealed interface WebhookEndpoint {

  /// Certificates in PEM, base64; empty for those that the machine trusts.
  String authorities();

  /// The address with the timeout, as messages name it.
  String address(Duration timeout);

  /// Anywhere.
  record Url(String url, String authorities) implements WebhookEndpoint {
    @Override
    public String address(Duration timeout) {
      int query = url.indexOf('?');
      String base = query < 0 ? url : url.substring(0, query);
      return base + timeoutQuery(timeout);
    }
  }

  /// A Service of the cluster.
  record Service(NamespacedName service, long port, String path, String authorities)
      implements WebhookEndpoint {
    @Override
    public String address(Duration timeout) {
      return "https://%s.%s.svc:%d%s%s"
          .formatted(
              service.name(),
              service.namespace(),
              port,
              path.startsWith("/") ? path : "/" + path,
              timeoutQuery(timeout));
    }
  }

  private static String timeoutQuery(Duration timeout) {
    return "?timeout=" + timeout.toSeconds() + "s";
  }

  /// @param clientConfig of a webhook's configuration
  static WebhookEndpoint of(JsonNode clientConfig) {
    String authorities = Json.text(clientConfig, "caBundle");
    JsonNode service = Json.at(clientConfig, "service");
    return service == null
        ? new Url(Json.text(clientConfig, "url"), authorities)
        : new Service(
            new NamespacedName(Json.text(service, "namespace"), Json.text(service, "name")),
            Json.number(service, 443, "port"),
            Json.text(service, "path"),
            authorities);
  }

  /// What is wrong with authorities (PEM in base64), in Kubernetes' words; empty when they can be
  /// used.
  static String authoritiesProblem(String authorities) {
    try {
      Trust.in(authorities);
      return "";
    } catch (CertificateException unreadable) {
      return "unable to load root certificates: " + unreadable.getMessage();
    }
  }
}
