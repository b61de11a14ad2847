package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.apimachinery.auth.tokens.Claims.Bound;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `serviceaccounts/token`: gives out a token of an account. Stateless but for what it reads.
public final class TokenRequests implements Answering {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");

  private static final long HOUR = 3600;
  private static final long SHORTEST = 600;
  private static final long LONGEST = TokenKeys.LONGEST_LIFE.toSeconds();
  private static final long BOUND_OF_VALUES = 1L << 32;

  private static final Map<String, GroupResource> BINDABLE =
      Map.of("Pod", Lookup.PODS, "Secret", Lookup.SECRETS, "Node", Lookup.NODES);

  private final ServiceAccountTokens tokens;
  private final Lookup objects;

  private TokenRequests(ServiceAccountTokens tokens, Lookup objects) {
    this.tokens = tokens;
    this.objects = objects;
  }

  /// @param registries finds the accounts and what tokens may be bound to
  public static ResourceType type(
      ServiceAccountTokens tokens, Function<GroupResource, Registry> registries) {
    return new ResourceType(
        "",
        new Names(
            "TokenRequest", "TokenRequestList", "serviceaccounts/token", "", List.of(), List.of()),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), List.of())),
        KIND,
        Lookup.ACCOUNTS,
        Set.of(),
        false,
        new TokenRequests(tokens, new Lookup(registries)));
  }

  @Override
  public String operation(String kind) {
    return "ServiceAccountToken";
  }

  @Override
  public void setDefaults(ObjectNode request) {
    ObjectNode spec = Trees.makeObject(request, "spec");
    if (Json.at(spec, "expirationSeconds") == null) {
      spec.put("expirationSeconds", HOUR);
    }
    if (Json.at(spec, "boundObjectRef") == null) {
      spec.remove("boundObjectRef"); // nothing that the client owns; the answer has a null
    }
  }

  @Override
  public void check(Question question) {
    ObjectNode request = question.object();
    NamespacedName key = question.about();
    String name = Json.text(request, "metadata", "name");
    if (!name.isEmpty() && !name.equals(key.name())) {
      throw invalid(
          key.name(),
          FieldError.invalid(
              "metadata.name",
              '"' + name + '"',
              "must match the service account name if specified"));
    }
    var _ = account(key);
    Trees.makeObject(request, "metadata").put("name", key.name()).put("namespace", key.namespace());
    ObjectNode spec = Trees.makeObject(request, "spec");
    if (Trees.strings(spec, "audiences").isEmpty()) {
      spec.putArray("audiences").add(ServiceAccountTokens.ISSUER);
    }
    checkLife(Json.number(spec, HOUR, "expirationSeconds"));
  }

  private ApiObject account(NamespacedName key) {
    return objects
        .read(Lookup.ACCOUNTS, key)
        .orElseThrow(() -> ApiException.notFound(Lookup.ACCOUNTS, key.name()));
  }

  @Override
  public ObjectNode answer(Question question) {
    ObjectNode request = question.object();
    NamespacedName key = question.about();
    ApiObject account = account(key);
    checkUid(request, account);
    List<String> audiences = Trees.strings(request, "spec", "audiences");
    long seconds = Json.number(request, HOUR, "spec", "expirationSeconds");
    Bound bound = bound(request, account);
    if (seconds > LONGEST) {
      question
          .warnings()
          .add(
              "requested expiration of %d seconds shortened to %d seconds"
                  .formatted(seconds, LONGEST));
      seconds = LONGEST;
    }
    Instant now = tokens.now().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plusSeconds(seconds);
    Claims claims =
        new Claims(
            key, account.uid(), UUID.randomUUID().toString(), bound, audiences, now, end, false);
    return answer(request, account, claims, seconds);
  }

  private ObjectNode answer(ObjectNode request, ApiObject account, Claims claims, long seconds) {
    ObjectNode given = Trees.makeObject(request, "metadata");
    ObjectNode metadata = Json.object();
    metadata.put("name", account.name()).put("namespace", account.namespace());
    metadata.put("uid", account.uid()).put("creationTimestamp", claims.notBefore().toString());
    given.remove(List.of("name", "namespace", "uid", "creationTimestamp"));
    metadata.setAll(given);
    request.set("metadata", metadata);
    ObjectNode old = Trees.makeObject(request, "spec");
    ObjectNode spec = Json.object();
    claims.audiences().forEach(spec.putArray("audiences")::add);
    spec.put("expirationSeconds", seconds);
    ObjectNode bound = Trees.object(old, "boundObjectRef");
    if (bound == null) {
      spec.putNull("boundObjectRef");
    } else {
      spec.set("boundObjectRef", bound);
    }
    request.set("spec", spec);
    request
        .putObject("status")
        .put("token", tokens.issue(claims))
        .put("expirationTimestamp", claims.expires().toString());
    return request;
  }

  private static void checkUid(ObjectNode request, ApiObject account) {
    String uid = Json.text(request, "metadata", "uid");
    if (!uid.isEmpty() && !uid.equals(account.uid())) {
      throw ApiException.conflict(
          new GroupResource(KIND.group(), KIND.kind()),
          account.name(),
          "the UID in the token request (%s) does not match the UID of the service account (%s)"
              .formatted(uid, account.uid()));
    }
  }

  private static void checkLife(long seconds) {
    List<FieldError> errors = new ArrayList<>();
    String field = "spec.expirationSeconds";
    if (seconds < SHORTEST) {
      errors.add(
          FieldError.invalid(
              field, Long.toString(seconds), "may not specify a duration less than 10 minutes"));
    }
    if (seconds > BOUND_OF_VALUES) {
      errors.add(
          FieldError.invalid(
              field,
              Long.toString(seconds),
              "may not specify a duration larger than 2^32 seconds"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(KIND.group(), KIND.kind(), "", errors);
    }
  }

  private @Nullable Bound bound(ObjectNode request, ApiObject account) {
    ObjectNode ref = Trees.object(request, "spec", "boundObjectRef");
    if (ref == null) {
      return null;
    }
    String kind = Json.text(ref, "kind");
    String version = Json.text(ref, "apiVersion");
    GroupResource resource = BINDABLE.get(kind);
    if (resource == null || !version.equals("v1")) {
      int slash = version.indexOf('/');
      String shown = slash < 0 ? "/" + version : version;
      throw ApiException.badRequest(
          "cannot bind token to object of type " + shown + ", Kind=" + kind);
    }
    String name = Json.text(ref, "name");
    String namespace = kind.equals("Node") ? "" : account.namespace();
    ApiObject found =
        objects
            .read(resource, new NamespacedName(namespace, name))
            .orElseThrow(() -> ApiException.notFound(resource, name));
    if (kind.equals("Pod") && !usedBy(found).equals(account.name())) {
      throw ApiException.badRequest(
          "cannot bind token for serviceaccount \"%s\" to pod running with different serviceaccount name."
              .formatted(account.name()));
    }
    String uid = Json.text(ref, "uid");
    if (!uid.isEmpty() && !uid.equals(found.uid())) {
      throw ApiException.conflict(
          new GroupResource("", kind),
          name,
          "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
              .formatted(uid));
    }
    return new Bound(kind.toLowerCase(Locale.ROOT), name, found.uid());
  }

  private static String usedBy(ApiObject pod) {
    return Json.text(pod.json(), "spec", "serviceAccountName");
  }

  private static ApiException invalid(String name, FieldError error) {
    return ApiException.invalid(KIND.group(), KIND.kind(), name, List.of(error));
  }
}
