package io.ubernetes.controllers.sync;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.Federation;
import java.util.Map;

/// The marks on a member's object that say whose it is.
///
/// @param federationUid uid of the federation; two federations over one member never mix their
///   parts up
public record Ownership(String federationUid) {

  /// Whether this federation made the object.
  public boolean owns(ApiObject memberObject) {
    return federationUid.equals(memberObject.annotations().get(Federation.OWNED_BY_ANNOTATION));
  }

  /// Whether the object is the part of just this source, and not of an earlier one of its name.
  public boolean ownsFor(ApiObject memberObject, String sourceUid) {
    return owns(memberObject) && sourceUid.equals(sourceUid(memberObject));
  }

  /// Whether somebody allowed the federation to take the object over.
  public boolean mayAdopt(ApiObject memberObject) {
    Map<String, String> annotations = memberObject.annotations();
    return !annotations.containsKey(Federation.OWNED_BY_ANNOTATION)
        && "true".equals(annotations.get(Federation.ADOPT_ANNOTATION));
  }

  /// The uid of the federated object that a part belongs to; empty when it says none.
  public static String sourceUid(ApiObject memberObject) {
    return memberObject.annotations().getOrDefault(Federation.SOURCE_UID_ANNOTATION, "");
  }
}
