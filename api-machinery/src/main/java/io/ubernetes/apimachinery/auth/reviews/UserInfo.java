package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.model.Json;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// An identity in the form of `authentication.k8s.io/v1 UserInfo`.
public final class UserInfo {

  private UserInfo() {}

  public static ObjectNode of(Identity identity) {
    ObjectNode user = Json.object();
    user.put("username", identity.user());
    if (!identity.uid().isEmpty()) {
      user.put("uid", identity.uid());
    }
    if (!identity.groups().isEmpty()) {
      identity.groups().forEach(user.putArray("groups")::add);
    }
    if (!identity.extra().isEmpty()) {
      ObjectNode extra = user.putObject("extra");
      new TreeMap<>(identity.extra())
          .forEach((key, values) -> values.forEach(extra.withArray(key)::add));
    }
    return user;
  }
}
