package metadata

// CustomPermission is a permission that formulas ask for as $Permission.NAME.
type CustomPermission struct {
	Rest
	Description string `md:"description"`
	IsLicensed  bool   `md:"isLicensed"`
	Label       string `md:"label"`
}

// PermissionSet grants access. Fields are invisible until one grants them.
type PermissionSet struct {
	Rest
	CustomMetadataTypeAccesses []PermissionSetCustomMetadataTypeAccess `md:"customMetadataTypeAccesses"`
	CustomPermissions          []PermissionSetCustomPermissions        `md:"customPermissions"`
	Description                string                                  `md:"description"`
	FieldPermissions           []PermissionSetFieldPermissions         `md:"fieldPermissions"`
	HasActivationRequired      bool                                    `md:"hasActivationRequired"`
	Label                      string                                  `md:"label"`
	License                    string                                  `md:"license"`
	ObjectPermissions          []PermissionSetObjectPermissions        `md:"objectPermissions"`
	RecordTypeVisibilities     []PermissionSetRecordTypeVisibility     `md:"recordTypeVisibilities"`
}

// PermissionSetCustomMetadataTypeAccess grants a custom metadata type.
type PermissionSetCustomMetadataTypeAccess struct {
	Rest
	Enabled bool   `md:"enabled"`
	Name    string `md:"name"`
}

// PermissionSetCustomPermissions grants a custom permission.
type PermissionSetCustomPermissions struct {
	Rest
	Enabled bool   `md:"enabled"`
	Name    string `md:"name"`
}

// PermissionSetFieldPermissions grants a field, named "Object.Field". Required fields must not be listed.
type PermissionSetFieldPermissions struct {
	Rest
	Editable bool   `md:"editable"`
	Field    string `md:"field"`
	Readable bool   `md:"readable"`
}

// PermissionSetObjectPermissions grants an object.
type PermissionSetObjectPermissions struct {
	Rest
	AllowCreate      bool   `md:"allowCreate"`
	AllowDelete      bool   `md:"allowDelete"`
	AllowEdit        bool   `md:"allowEdit"`
	AllowRead        bool   `md:"allowRead"`
	ModifyAllRecords bool   `md:"modifyAllRecords"`
	Object           string `md:"object"`
	ViewAllRecords   bool   `md:"viewAllRecords"`
}

// PermissionSetRecordTypeVisibility grants a record type, named "Object.Type".
type PermissionSetRecordTypeVisibility struct {
	Rest
	RecordType string `md:"recordType"`
	Visible    bool   `md:"visible"`
}

// CustomMetadata is one record of a custom metadata type.
type CustomMetadata struct {
	Rest
	Description string                `md:"description"`
	Label       string                `md:"label"`
	Protected   bool                  `md:"protected"`
	Values      []CustomMetadataValue `md:"values"`
}

// CustomMetadataValue is the value of one field of such a record.
type CustomMetadataValue struct {
	Rest
	Field string `md:"field"`
	Value Any    `md:"value"`
}
