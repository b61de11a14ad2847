package io.ubernetes.simulator.member;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.RequestHandler;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.simulator.behaviour.ClusterApi;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers the requests that only a cluster with nodes and service accounts knows: `pods/binding`,
/// `pods/eviction`, `serviceaccounts/token`, and the question whether one may do something. All
/// others go on to the generic API server. Thread-safe.
public final class MemberHandler implements RequestHandler {
  private static final Pattern PART_OF_OBJECT =
      Pattern.compile(
          "/api/v1/namespaces/([^/]+)/(pods|serviceaccounts)/([^/]+)/(binding|eviction|token)");
  private static final String SELF_REVIEW =
      "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  /// Kubernetes' bounds: a token lives an hour unless another life is asked for, at least ten
  /// minutes and at most two days here.
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);

  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(10);
  private static final Duration LONGEST_LIFE = Duration.ofDays(2);

  private final ApiServer server;
  private final InProcessApi api;
  private final AccessControl access;
  private final Authorizer authorizer;
  private final ServiceAccountTokens tokens;
  private final InstantSource clock;

  public MemberHandler(
      ApiServer server,
      InProcessApi api,
      AccessControl access,
      Authorizer authorizer,
      ServiceAccountTokens tokens,
      InstantSource clock) {
    this.server = server;
    this.api = api;
    this.access = access;
    this.authorizer = authorizer;
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public boolean answersFromMemory(Request request) {
    return server.answersFromMemory(request);
  }

  @Override
  public Response handle(Request request) {
    if (!request.method().equals("POST")) {
      return server.handle(request);
    }
    Matcher part = PART_OF_OBJECT.matcher(request.path());
    boolean review = request.path().equals(SELF_REVIEW);
    if (!review && !part.matches()) {
      return server.handle(request);
    }
    try {
      Identity identity = access.identify(request);
      ObjectNode body = body(request);
      return Response.Full.json(201, review ? review(identity, body) : of(part, identity, body));
    } catch (ApiException refused) {
      return Response.Full.error(refused);
    } catch (ClusterApi.Refused refused) {
      return Response.Full.error(
          refused.getCause() instanceof ApiException why
              ? why
              : ApiException.internal(String.valueOf(refused.getMessage())));
    }
  }

  private static ObjectNode body(Request request) {
    try {
      return Json.parseObject(request.body());
    } catch (JacksonException malformed) {
      throw ApiException.badRequest("the body is no JSON object");
    }
  }

  private ObjectNode of(Matcher part, Identity identity, ObjectNode body) {
    NamespacedName key = new NamespacedName(part.group(1), part.group(3));
    String resource = part.group(2);
    String subresource = part.group(4);
    access.require(
        identity,
        new Attributes.OfResource(
            "create", "", resource, subresource, key.namespace(), key.name()));
    return switch (resource + "/" + subresource) {
      case "pods/binding" -> bind(key, body);
      case "pods/eviction" -> evict(key, body);
      case "serviceaccounts/token" -> token(key, body);
      default -> throw ApiException.notFound(new GroupResource("", resource), key.name());
    };
  }

  private ObjectNode bind(NamespacedName key, ObjectNode body) {
    String node = Json.text(body, "target", "name");
    if (node.isEmpty()) {
      throw ApiException.badRequest("a binding needs the name of a node in target.name");
    }
    ApiObject pod = existing(ApiResources.PODS, key);
    api.bind(key, pod.uid(), node);
    return success();
  }

  private ObjectNode evict(NamespacedName key, ObjectNode body) {
    ApiObject pod = existing(ApiResources.PODS, key);
    long none = -1;
    long grace = Json.number(body, none, "deleteOptions", "gracePeriodSeconds");
    api.delete(ApiResources.PODS, key, pod.uid(), grace == none ? null : (Long) grace);
    return success();
  }

  private ObjectNode token(NamespacedName key, ObjectNode body) {
    ApiObject account = existing(ApiResources.SERVICE_ACCOUNTS, key);
    List<String> audiences = new ArrayList<>();
    JsonNode asked = Json.at(body, "spec", "audiences");
    if (asked != null) {
      asked.forEach(audience -> audiences.add(audience.asString("")));
    }
    if (audiences.isEmpty()) {
      audiences.addAll(tokens.defaultAudiences());
    }
    Duration life =
        Duration.ofSeconds(Json.number(body, TOKEN_LIFE.toSeconds(), "spec", "expirationSeconds"));
    life = life.compareTo(LONGEST_LIFE) > 0 ? LONGEST_LIFE : life;
    if (life.compareTo(SHORTEST_LIFE) < 0) {
      throw ApiException.badRequest("may not specify a duration less than 10 minutes");
    }
    ObjectNode answer = Json.object();
    answer.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
    answer
        .putObject("metadata")
        .put("name", key.name())
        .put("namespace", key.namespace())
        .put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    ObjectNode spec = answer.putObject("spec");
    audiences.forEach(spec.putArray("audiences")::add);
    spec.put("expirationSeconds", life.toSeconds());
    answer
        .putObject("status")
        .put("token", tokens.issue(account, audiences, life))
        .put(
            "expirationTimestamp",
            clock.instant().plus(life).truncatedTo(ChronoUnit.SECONDS).toString());
    return answer;
  }

  private ApiObject existing(ApiResource kind, NamespacedName key) {
    GroupResource resource = new GroupResource(kind.kind().group(), kind.plural());
    return server
        .registry(resource)
        .get(key)
        .map(ApiObject::new)
        .orElseThrow(() -> ApiException.notFound(resource, key.name()));
  }

  private ObjectNode review(Identity identity, ObjectNode body) {
    access.require(
        identity,
        new Attributes.OfResource(
            "create", "authorization.k8s.io", "selfsubjectaccessreviews", "", "", ""));
    JsonNode resource = Json.at(body, "spec", "resourceAttributes");
    JsonNode path = Json.at(body, "spec", "nonResourceAttributes");
    Attributes attributes =
        resource == null
            ? new Attributes.OfPath(Json.text(path, "verb"), Json.text(path, "path"))
            : new Attributes.OfResource(
                Json.text(resource, "verb"),
                Json.text(resource, "group"),
                Json.text(resource, "resource"),
                Json.text(resource, "subresource"),
                Json.text(resource, "namespace"),
                Json.text(resource, "name"));
    boolean allowed =
        authorizer.authorize(identity, attributes) instanceof Authorizer.Decision.Allow;
    ObjectNode answer = body.deepCopy();
    answer.putObject("status").put("allowed", allowed);
    return answer;
  }

  private static ObjectNode success() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status.put("status", "Success").put("code", 201);
  }
}
