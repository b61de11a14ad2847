package io.ubernetes.apimachinery.auth;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Lets someone act as somebody else by the headers `Impersonate-User`, `-Group`, `-Uid` and
/// `-Extra-NAME`, if they may.
///
/// As Kubernetes 1.36 there are two ways to be allowed: rights that hold for certain actions only
/// (`impersonate-on:MODE:VERB` on what is asked for, and `impersonate:MODE` on who is wanted), and
/// the older right `impersonate` on users, groups, service accounts, uids and extras. The first
/// refusal is the one that is told. Stateless.
final class Impersonation {
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String EXTRA = "impersonate-extra-";
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String NODE = "system:node:";

  private final Authorizer authorizer;

  Impersonation(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /// Whom the request wants to act as; nothing when it wants nobody.
  ///
  /// @throws ApiException 400 for headers without a user, 403 for what is not allowed
  Optional<Identity> wanted(Request request, Identity sender, Attributes attributes) {
    Identity wanted = read(request);
    if (wanted.user().isEmpty()) {
      if (wanted.groups().isEmpty() && wanted.uid().isEmpty() && wanted.extra().isEmpty()) {
        return Optional.empty();
      }
      throw ApiException.badRequest(
          "requested " + GoUser.print(wanted) + " without impersonating a user name");
    }
    List<Check> checks = new ArrayList<>();
    mode(wanted).ifPresent(mode -> checks.add(new Constrained(mode, attributes)));
    checks.add(new Legacy());
    ApiException first = null;
    for (Check check : checks) {
      try {
        return Optional.of(check.allow(sender, wanted));
      } catch (ApiException refused) {
        first = first == null ? refused : first;
      }
    }
    throw first == null ? ApiException.unauthorized() : first;
  }

  private static Identity read(Request request) {
    Map<String, List<String>> extra = new TreeMap<>();
    request
        .headers()
        .forEach((name, values) -> {
          if (name.startsWith(EXTRA)) {
            String key = unescaped(name.substring(EXTRA.length()).toLowerCase(Locale.ROOT));
            extra.computeIfAbsent(key, any -> new ArrayList<>()).addAll(values);
          }
        });
    return new Identity(
        request.header("impersonate-user").orElse(""),
        request.header("impersonate-uid").orElse(""),
        request.headers().getOrDefault("impersonate-group", List.of()),
        extra);
  }

  private static String unescaped(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return key; // as it was sent
    }
  }

  /// The constrained mode that fits; none for a service account or node with more than a name.
  private static Optional<String> mode(Identity wanted) {
    boolean account = account(wanted.user()).isPresent();
    boolean node = wanted.user().startsWith(NODE);
    if (!account && !node) {
      return Optional.of("user-info");
    }
    boolean onlyName =
        wanted.groups().isEmpty() && wanted.uid().isEmpty() && wanted.extra().isEmpty();
    return onlyName ? Optional.of(account ? "serviceaccount" : "arbitrary-node") : Optional.empty();
  }

  private record Account(String namespace, String name) {}

  private static Optional<Account> account(String user) {
    if (!user.startsWith(ACCOUNT)) {
      return Optional.empty();
    }
    String[] parts = user.substring(ACCOUNT.length()).split(":", -1);
    boolean well = parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty();
    return well ? Optional.of(new Account(parts[0], parts[1])) : Optional.empty();
  }

  private void require(Identity sender, Attributes wish) {
    if (authorizer.authorize(sender, wish) instanceof Authorizer.Decision.Deny(String reason)) {
      throw AccessControl.forbidden(sender, wish, reason);
    }
  }

  /// One way to be allowed.
  private interface Check {
    /// @throws ApiException 403
    Identity allow(Identity sender, Identity wanted);
  }

  /// The right to act as someone in whatever they may do.
  private final class Legacy implements Check {
    @Override
    public Identity allow(Identity sender, Identity wanted) {
      return complete(sender, wanted, "impersonate", "");
    }
  }

  /// The right to act as someone in certain actions.
  private final class Constrained implements Check {
    private final String mode;
    private final Attributes action;

    Constrained(String mode, Attributes action) {
      this.mode = mode;
      this.action = action;
    }

    @Override
    public Identity allow(Identity sender, Identity wanted) {
      require(sender, action.withVerb("impersonate-on:" + mode + ":" + action.verb()));
      return complete(sender, wanted, "impersonate:" + mode, AUTHENTICATION);
    }
  }

  /// Checks each part of who is wanted.
  ///
  /// @param group API group of users, groups and service accounts in this kind of check
  private Identity complete(Identity sender, Identity wanted, String verb, String group) {
    List<String> groups = new ArrayList<>(wanted.groups());
    Optional<Account> account = account(wanted.user());
    boolean constrained = !group.isEmpty();
    if (account.isPresent()) {
      Account of = account.get();
      require(sender, wish(verb, group, "serviceaccounts", "", of.namespace(), of.name()));
      if (groups.isEmpty()) {
        groups.add("system:serviceaccounts");
        groups.add("system:serviceaccounts:" + of.namespace());
      }
    } else if (constrained && wanted.user().startsWith(NODE)) {
      String node = wanted.user().substring(NODE.length());
      require(sender, wish(verb, group, "nodes", "", "", node));
      groups.add("system:nodes");
    } else {
      require(sender, wish(verb, group, "users", "", "", wanted.user()));
    }
    if (!wanted.uid().isEmpty()) {
      require(sender, wish(verb, AUTHENTICATION, "uids", "", "", wanted.uid()));
    }
    wanted.groups().forEach(name -> require(sender, wish(verb, group, "groups", "", "", name)));
    wanted
        .extra()
        .forEach((key, values) ->
            values.forEach(value ->
                require(sender, wish(verb, AUTHENTICATION, "userextras", key, "", value))));
    Identity result = new Identity(wanted.user(), wanted.uid(), groups, wanted.extra());
    if (wanted.isAnonymous()) {
      return result.in(Identity.UNAUTHENTICATED);
    }
    return groups.contains(Identity.UNAUTHENTICATED) ? result : result.in(Identity.AUTHENTICATED);
  }

  private static Attributes wish(
      String verb,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    return new Attributes.OfResource(verb, group, resource, subresource, namespace, name);
  }
}
