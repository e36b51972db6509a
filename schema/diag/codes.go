package diag

// Code is the stable name of a kind of problem. A code is never reused for
// something else; its meaning is the text it is registered with below.
type Code string

var meanings = map[Code]string{}

// register declares a code once; declaring it twice is a programming error.
func register(c Code, meaning string) Code {
	if _, dup := meanings[c]; dup {
		panic("diag: code registered twice: " + string(c))
	}
	meanings[c] = meaning
	return c
}

// Meaning returns what a code stands for, or "" for an unknown one.
func Meaning(c Code) string { return meanings[c] }

// Codes returns every registered code with its meaning.
func Codes() map[Code]string {
	out := make(map[Code]string, len(meanings))
	for c, m := range meanings {
		out[c] = m
	}
	return out
}

// Reading files (SC00xx).
var (
	Syntax       = register("SC0001", "The file is not valid HCL or JSON.")
	UnreadableIO = register("SC0002", "A file or directory could not be read.")
	NoFiles      = register("SC0003", "The directory holds no architecture files.")
	ToolVersion  = register("SC0004", "The architecture requires another version of stagecraft.")
	Revision     = register("SC0005", "A git repository or revision cannot be read.")
)

// Blocks, attributes and names (SC01xx).
var (
	UnknownBlock     = register("SC0101", "A block type does not exist here.")
	UnknownAttribute = register("SC0102", "An attribute does not exist in this block.")
	MissingAttribute = register("SC0103", "A required attribute is missing.")
	WrongType        = register("SC0104", "A value has the wrong type.")
	BadValue         = register("SC0105", "A value is outside what the attribute accepts.")
	Duplicate        = register("SC0106", "The same thing is declared twice.")
	WrongLabels      = register("SC0107", "A block has too many or too few labels.")
	BadName          = register("SC0108", "A name is not an identifier.")
	MissingBlock     = register("SC0109", "A required block is missing.")
	NotAReference    = register("SC0110", "A reference was expected.")
	UnknownReference = register("SC0111", "A reference names nothing that is declared.")
	WrongReference   = register("SC0112", "A reference names the wrong kind of block.")
	Evaluation       = register("SC0113", "An expression could not be evaluated.")
	Cycle            = register("SC0114", "Declarations refer to each other in a circle.")
	Variable         = register("SC0115", "A variable has no value or an invalid one.")
	Module           = register("SC0116", "A module could not be taken in.")
	NotAllowedHere   = register("SC0117", "A block or attribute is not allowed at this place.")
)

// Criteria expressions (SC02xx).
var (
	ExprSyntax      = register("SC0201", "A construct is not part of the criteria language.")
	ExprType        = register("SC0202", "Operands or arguments have types that do not go together.")
	ExprField       = register("SC0203", "A field is not in the catalog.")
	ExprOption      = register("SC0204", "A value is not an option of the field.")
	ExprUnreachable = register("SC0205", "A field is on an object that cannot be reached from here.")
	ExprFunction    = register("SC0206", "A function does not exist or is called wrongly.")
	ExprNotBool     = register("SC0207", "A criterion must be true or false.")
)

// Rules that the language itself keeps (SC03xx). The letter codes in the
// texts are those of the lint rules.
var (
	StageCriteria   = register("SC0301", "A stage must have entry and exit criteria (L-34).")
	OneOwner        = register("SC0302", "A stage or handoff has exactly one owner (L-24).")
	ThresholdBoth   = register("SC0303", "A threshold needs fit and engagement together (L-36).")
	NegativeSignals = register("SC0304", "A scoring model needs negative signals (L-37).")
	RoutingFallback = register("SC0305", "A routing policy needs a fallback (L-35).")
	StageOrder      = register("SC0306", "A handoff runs against the order of its lifecycle.")
	Probability     = register("SC0307", "Stage probabilities are missing or out of range.")
	StageAmbiguous  = register("SC0308", "A lifecycle and a pipeline share a name.")
	FieldConflict   = register("SC0309", "Two declarations claim the same property.")
	Retirement      = register("SC0310", "A moved or retired block does not fit what is declared.")
	Calendar        = register("SC0311", "Business hours, a holiday or a time zone is not valid.")
	Scenario        = register("SC0312", "A scenario does not fit the architecture.")
	Rollup          = register("SC0313", "A rollup does not fit the lifecycles that it joins.")
)

// Planning, applying, state (SC04xx).
var (
	Environment    = register("SC0401", "An environment or CRM is not declared or not usable.")
	ProviderError  = register("SC0402", "The CRM refused or failed.")
	Guard          = register("SC0403", "The plan is larger or riskier than the guards allow.")
	StalePlan      = register("SC0404", "The saved plan no longer fits.")
	State          = register("SC0405", "The state file cannot be used.")
	Locked         = register("SC0406", "Another run holds the lock.")
	RecordsLeft    = register("SC0407", "Records would be left without a stage.")
	NothingMoved   = register("SC0408", "A moved or target directive matches nothing.")
	Unsupported    = register("SC0409", "The CRM cannot do what is declared.")
	LiveConflict   = register("SC0410", "The live object changed behind our back and here.")
	Usage          = register("SC0411", "The command line is not valid.")
	TestFailed     = register("SC0412", "A scenario did not turn out as expected.")
	Unformatted    = register("SC0413", "A file is not in canonical form.")
	LegacyConflict = register("SC0415", "A live automation that nobody declared writes what the declared configuration writes.")
	Untrusted      = register("SC0420", "Something is not done for an architecture that nobody has vetted.")
	Forge          = register("SC0421", "The code host of a pull request refused or failed.")
	NotPassed      = register("SC0416", "An environment has not passed what another one waits for.")
	Unconfirmed    = register("SC0414", "A definition is assumed where only confirmed ones may be configured.")
)

// More rules that the language itself keeps.
var (
	RecycleReasons = register("SC0314", "A handoff that recycles records needs reason codes (L-39).")
	PlainSecret    = register("SC0315", "A secret stands in a file.")
)

// Documents (SC05xx).
var (
	Template     = register("SC0501", "A document template does not work.")
	ThemeFile    = register("SC0502", "A theme or one of its files cannot be used.")
	NoContent    = register("SC0503", "A document that was asked for has nothing to say.")
	MissingGlyph = register("SC0504", "No font has a character of a document.")
	PageFull     = register("SC0505", "A document does not fit on its one page.")
)

// Signing off (SC08xx).
var (
	BadSignOff = register("SC0801", "A sign-off record is not as it was written.")
	NotSigner  = register("SC0802", "Somebody signs for a role or a definition that is not theirs to sign.")
	Unsigned   = register("SC0803", "A definition is not signed by the whole council.")
	Unverified = register("SC0804", "It is not proven who signed a definition.")
	SigningKey = register("SC0805", "The list of signing keys cannot be used.")
)

// Releases (SC09xx).
var (
	NotCommitted = register("SC0901", "The repository is not in a state to release from.")
	VersionUnfit = register("SC0902", "A version does not fit what changed.")
	NotAgreed    = register("SC0903", "A definition is assumed or unsigned where a release needs it agreed (L-51).")
	BadBundle    = register("SC0904", "A bundle of documents is not as it was released.")
)

// Auditing what a CRM holds (SC10xx). The codes in the texts are those of the audit and the lint rules.
var (
	AuditOverlap     = register("SC1001", "Several fields or pipelines of a CRM say the same of a record (U-01, L-10).")
	AuditMixed       = register("SC1002", "A field of a CRM says several things at once: lifecycle, status, type or outcome (U-01, U-04, L-02, L-03, L-15).")
	AuditAcceptance  = register("SC1003", "No lifecycle stage of a CRM says that sales has accepted a lead (U-01, L-08).")
	AuditPipelines   = register("SC1004", "A CRM has more pipelines of deals than three (U-02, L-11).")
	AuditStageName   = register("SC1005", "A stage of a CRM is named after time, a feeling or a task (U-02, L-05, L-12, L-13).")
	AuditProbability = register("SC1006", "Probabilities in a CRM do not rise from stage to stage (U-02, L-19).")
	AuditCustomer    = register("SC1007", "A CRM follows customers in deals, in several places or nowhere (U-03, L-04, L-14).")
	Audited          = register("SC1008", "What of a CRM was audited, and what could not be (U-05, U-06).")
)
