package words

// Every sentence there is. One constant here, one line in each of assets/words/id.toml and en.toml.
const (
	// Figures, days, spans of time.
	Thousands    Key = "figure.thousands"
	Days         Key = "date.days"
	Months       Key = "date.months"
	TodayHeading Key = "date.today"
	UnitSeconds  Key = "unit.seconds"
	UnitMinutes  Key = "unit.minutes"
	UnitHours    Key = "unit.hours"
	UnitDays     Key = "unit.days"
	TimeLeft     Key = "due.left"
	Overdue      Key = "due.over"

	// Everywhere.
	PleaseSelect Key = "select.none"
	Clear        Key = "entry.clear"
	NothingFound Key = "search.nothing"

	// Sign-in.
	Tagline         Key = "signin.tagline"
	ShowPassword    Key = "signin.show"
	RememberMe      Key = "signin.remember"
	KeptInKeyring   Key = "signin.keyring"
	KeptInMemory    Key = "signin.memory"
	Login           Key = "signin.login"
	SigningIn       Key = "signin.busy"
	ChangeServer    Key = "signin.server"
	ServerMissing   Key = "signin.server.missing"
	UsernameMissing Key = "signin.username.missing"
	PasswordMissing Key = "signin.password.missing"
	Version         Key = "signin.version"
	PracticeFact    Key = "practice.fact"
	PracticeText    Key = "practice.text"

	// Inbox.
	SearchInbox    Key = "inbox.search"
	NearestDue     Key = "inbox.sort.due"
	Unread         Key = "inbox.unread"
	NewCases       Key = "inbox.fresh"
	InboxEmpty     Key = "inbox.empty"
	InboxEmptyHint Key = "inbox.empty.hint"
	ChipQueued     Key = "inbox.queued"
	You            Key = "inbox.you"
	YouHandle      Key = "inbox.mine"
	HandledBy      Key = "inbox.handler"

	// Form Reply.
	ChooseCase   Key = "reply.choose"
	Discard      Key = "reply.discard"
	SaveParts    Key = "reply.save.parts"
	SavePrivate  Key = "reply.save.private"
	SaveRecord   Key = "reply.save.record"
	TemplateHint Key = "reply.template"
)
