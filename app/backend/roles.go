package backend

import (
	"slices"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// Access is who may call an operation of the contract. What an agent may see of it (only the cases he holds or held) is
// the store's to say, per object.
type Access struct {
	Open  bool // needs no session
	Roles []contract.Role
}

// Permissions is the one table of the contract's operations (by operationId) and who may call them. An operation that is
// not in it can't be called by anybody.
func Permissions() map[string]Access {
	all := Access{Roles: []contract.Role{contract.RoleAgent, contract.RoleSupervisor, contract.RoleAdmin}}
	leaders := Access{Roles: []contract.Role{contract.RoleSupervisor, contract.RoleAdmin}}
	return map[string]Access{
		"signIn":         {Open: true},
		"refreshSession": {Open: true},
		"signOut":        all,
		"changePassword": all,
		"getMe":          all,

		"getCatalogue":  all,
		"listTemplates": all,
		"listAccounts":  all,

		"listChanges":  all,
		"streamEvents": all,

		"listCases":           all,
		"takeCases":           all,
		"getCase":             all,
		"openCase":            all,
		"releaseCase":         all,
		"takeOverCase":        all,
		"markAnsweredOutside": all,
		"saveAnswer":          all,
		"keepPicture":         all,
		"addNote":             all,
		"cancelAnswer":        all,
		"resumeAnswer":        all,

		"searchCustomers": all,
		"getCustomer":     all,
		"listMessages":    all,
		"searchMessages":  all,
		"listHandlings":   all,
		"linkService":     all,
		"unlinkService":   all,
		"findServices":    all,
		"searchTickets":   all,
		"getMedia":        all,

		"getTeam": leaders,
	}
}

// Allows says whether role may call the operation: nil, or a data.Error of kind Forbidden.
func (a Access) Allows(role contract.Role) error {
	if a.Open || slices.Contains(a.Roles, role) {
		return nil
	}
	return data.Fail(data.Forbidden, "Your role may not do this.", nil)
}
