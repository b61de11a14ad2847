package io.ubernetes.bench.load;

import io.ubernetes.model.Json;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// An API server and how to be let in, as the current context of a kubeconfig says. Certificates
/// and tokens are taken from the file or from the files that it names; programs that mint
/// credentials are not run.
///
/// @param name of the context
/// @param certificateAuthority PEM, or null to trust whoever answers (`insecure-skip-tls-verify`)
/// @param certificate the client's, PEM, with `key`; null where it has none
/// @param token bearer token, or the empty string
public record Endpoint(
    String name,
    URI server,
    @Nullable Buffer certificateAuthority,
    @Nullable Buffer certificate,
    @Nullable Buffer key,
    String token) {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final int HTTPS = 443;

  public Endpoint {
    if (!"https".equals(server.getScheme()) || server.getHost() == null) {
      throw new IllegalArgumentException("not an https URL: " + server);
    }
  }

  /// @throws IOException in one line what is wrong with the file
  public static Endpoint read(Path kubeconfig) throws IOException {
    try {
      return new KubeconfigReader(kubeconfig, YAML.readTree(Files.readString(kubeconfig)))
          .endpoint();
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(
          kubeconfig
              + ": not a kubeconfig: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  public String host() {
    String host = server.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  public int port() {
    return server.getPort() < 0 ? HTTPS : server.getPort();
  }

  /// Whether the server is on this machine.
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /// Neither the key nor the token.
  @Override
  public String toString() {
    return name + " (" + server + ")";
  }

  private record KubeconfigReader(Path file, JsonNode config) {

    Endpoint endpoint() throws IOException {
      String contextName = Json.text(config, "current-context");
      JsonNode context = named("contexts", "context", contextName);
      JsonNode cluster = named("clusters", "cluster", Json.text(context, "cluster"));
      JsonNode user = named("users", "user", Json.text(context, "user"));
      return new Endpoint(
          contextName,
          URI.create(Json.text(cluster, "server")),
          pem(cluster, "certificate-authority"),
          pem(user, "client-certificate"),
          pem(user, "client-key"),
          token(user));
    }

    private JsonNode named(String list, String kind, String name) throws IOException {
      JsonNode entries = Json.at(config, list);
      if (entries != null) {
        for (JsonNode entry : entries) {
          JsonNode found = Json.at(entry, kind);
          if (Json.text(entry, "name").equals(name) && found != null) {
            return found;
          }
        }
      }
      throw new IOException(file + ": no " + kind + " named \"" + name + "\"");
    }

    private @Nullable Buffer pem(JsonNode owner, String field) throws IOException {
      String data = Json.text(owner, field + "-data");
      if (!data.isEmpty()) {
        return Buffer.buffer(Base64.getMimeDecoder().decode(data));
      }
      String path = Json.text(owner, field);
      return path.isEmpty() ? null : Buffer.buffer(contents(path));
    }

    private String token(JsonNode user) throws IOException {
      String path = Json.text(user, "tokenFile");
      return path.isEmpty()
          ? Json.text(user, "token")
          : new String(contents(path), StandardCharsets.UTF_8).strip();
    }

    private byte[] contents(String path) throws IOException {
      try {
        return Files.readAllBytes(file.resolveSibling(path));
      } catch (IOException e) {
        throw new IOException(file + ": names " + path + ", which cannot be read", e);
      }
    }
  }
}
