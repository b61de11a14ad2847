package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.ubernetes.model.Names;
import java.util.List;

/// Questions to the authorizer (`kubernetes.authz`): `authorizer.group('').resource('pods')
/// .namespace('a').check('create').allowed()`.
final class AuthorizerFunctions {

  private static final CelType AUTHORIZER = OpaqueType.create(AuthorizerCheck.AUTHORIZER_TYPE);
  private static final CelType RESOURCE = OpaqueType.create(AuthorizerCheck.RESOURCE_TYPE);
  private static final CelType PATH = OpaqueType.create("kubernetes.authorization.PathCheck");
  private static final CelType GROUP = OpaqueType.create("kubernetes.authorization.GroupCheck");
  private static final CelType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

  private AuthorizerFunctions() {}

  static List<Function> all() {
    return List.of(
        withText(
            "path",
            "authorizer_path",
            AUTHORIZER,
            AuthorizerCheck.Authorizer.class,
            PATH,
            (a, path) -> {
              if (path.isBlank()) {
                throw new Failure("path must not be empty");
              }
              return a.path(path);
            }),
        withText(
            "group",
            "authorizer_group",
            AUTHORIZER,
            AuthorizerCheck.Authorizer.class,
            GROUP,
            AuthorizerCheck.Authorizer::group),
        Function.member(
            "serviceAccount",
            "authorizer_serviceaccount",
            AUTHORIZER,
            List.of(AUTHORIZER, SimpleType.STRING, SimpleType.STRING),
            List.of(AuthorizerCheck.Authorizer.class, String.class, String.class),
            arguments ->
                serviceAccount(
                    (AuthorizerCheck.Authorizer) arguments[0],
                    (String) arguments[1],
                    (String) arguments[2])),
        withText(
            "resource",
            "groupcheck_resource",
            GROUP,
            AuthorizerCheck.GroupCheck.class,
            RESOURCE,
            (group, resource) -> {
              if (resource.isBlank()) {
                throw new Failure("resource must not be empty");
              }
              return group.resource(resource);
            }),
        onResource(
            "subresource",
            "resourcecheck_subresource",
            AuthorizerCheck.ResourceCheck::withSubresource),
        onResource(
            "namespace", "resourcecheck_namespace", AuthorizerCheck.ResourceCheck::withNamespace),
        onResource("name", "resourcecheck_name", AuthorizerCheck.ResourceCheck::withName),
        onResource(
            "fieldSelector",
            "authorizer_fieldselector",
            AuthorizerCheck.ResourceCheck::withFieldSelector),
        onResource(
            "labelSelector",
            "authorizer_labelselector",
            AuthorizerCheck.ResourceCheck::withLabelSelector),
        withText(
            "check",
            "pathcheck_check",
            PATH,
            AuthorizerCheck.PathCheck.class,
            DECISION,
            AuthorizerCheck.PathCheck::check),
        withText(
            "check",
            "resourcecheck_check",
            RESOURCE,
            AuthorizerCheck.ResourceCheck.class,
            DECISION,
            AuthorizerCheck.ResourceCheck::check),
        ofDecision("allowed", SimpleType.BOOL, AuthorizerCheck.Decision::allowed),
        ofDecision("reason", SimpleType.STRING, AuthorizerCheck.Decision::reason),
        ofDecision("errored", SimpleType.BOOL, decision -> !decision.error().isEmpty()),
        ofDecision("error", SimpleType.STRING, AuthorizerCheck.Decision::error));
  }

  private static Object serviceAccount(
      AuthorizerCheck.Authorizer authorizer, String namespace, String name) {
    if (!Names.dns1123Subdomain(name).isEmpty()) {
      throw new Failure("Invalid service account name");
    }
    if (!Names.dns1123Label(namespace).isEmpty()) {
      throw new Failure("Invalid service account namespace");
    }
    return authorizer.serviceAccount(namespace, name);
  }

  private interface WithText<T> {
    Object apply(T receiver, String text);
  }

  private static <T> Function withText(
      String name,
      String id,
      CelType receiver,
      Class<T> receiverClass,
      CelType result,
      WithText<T> body) {
    return Function.member(
        name,
        id,
        result,
        List.of(receiver, SimpleType.STRING),
        List.of(receiverClass, String.class),
        arguments -> body.apply(receiverClass.cast(arguments[0]), (String) arguments[1]));
  }

  private static Function onResource(
      String name, String id, WithText<AuthorizerCheck.ResourceCheck> body) {
    return withText(name, id, RESOURCE, AuthorizerCheck.ResourceCheck.class, RESOURCE, body);
  }

  private interface OfDecision {
    Object apply(AuthorizerCheck.Decision decision);
  }

  private static Function ofDecision(String name, CelType result, OfDecision body) {
    return Function.member(
        name,
        "decision_" + name,
        result,
        List.of(DECISION),
        List.of(AuthorizerCheck.Decision.class),
        arguments -> body.apply((AuthorizerCheck.Decision) arguments[0]));
  }
}
