package io.ubernetes.controllers;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.Patch;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The marks on a member's object that say whose it is.
///
/// @param federationUid uid of the federation; two federations over one member never mix their
///   parts up
public record Ownership(String federationUid) {

  /// Annotation in a member: what was applied last, as a checksum.
  public static final String APPLIED_HASH_ANNOTATION = Federation.GROUP + "/applied-hash";

  /// Annotation in a member: the replicas of the whole object, so that what a user takes away can
  /// be told from a move.
  public static final String ASKED_ANNOTATION = Federation.GROUP + "/source-replicas";

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

  /// Deletes just this state of an object: if its marks were taken away meanwhile, it is not ours.
  public static DeleteOptions just(ApiObject memberObject) {
    return DeleteOptions.BACKGROUND
        .withUid(memberObject.uid())
        .withResourceVersion(memberObject.resourceVersion());
  }

  /// Makes a part an object of its own again.
  public static Patch withoutMarks(ApiObject memberObject) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", memberObject.uid()).put("resourceVersion", memberObject.resourceVersion());
    metadata.putObject("labels").putNull(Federation.MANAGED_LABEL);
    metadata
        .putObject("annotations")
        .putNull(Federation.OWNED_BY_ANNOTATION)
        .putNull(Federation.SOURCE_UID_ANNOTATION)
        .putNull(Federation.SOURCE_GENERATION_ANNOTATION)
        .putNull(ASKED_ANNOTATION)
        .putNull(APPLIED_HASH_ANNOTATION);
    return new Patch.Merge(patch);
  }
}
